/**
 * What the manager knows of Cluster API's Clusters: whether one named by a pool or a claim is there and running. While it is not,
 * nothing of it is touched; that is what makes {@code clusterctl move} safe.
 */
@NullMarked
package io.metal3.ipam.cluster;

import org.jspecify.annotations.NullMarked;
