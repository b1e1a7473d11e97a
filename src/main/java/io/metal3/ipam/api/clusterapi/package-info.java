/**
 * The kinds of Cluster API that this manager answers, as Java types: data only, nothing computed. They belong to Cluster API, which
 * installs them; where it serves {@code v1beta1} only, that is what we speak, in the same shape.
 *
 * @see <a href="https://cluster-api.sigs.k8s.io/developer/providers/contracts/ipam">the IPAM contract of Cluster API</a>
 */
@NullMarked
package io.metal3.ipam.api.clusterapi;

import org.jspecify.annotations.NullMarked;
