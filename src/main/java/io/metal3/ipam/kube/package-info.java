/**
 * The few Kubernetes notions that every kind shares: conditions, owner references, writes, events, and what marks an object as
 * paused or on its way to another cluster. Nothing here knows what a pool or a claim is.
 */
@NullMarked
package io.metal3.ipam.kube;

import org.jspecify.annotations.NullMarked;
