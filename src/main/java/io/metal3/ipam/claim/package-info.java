/**
 * A claim comes in, and its answer goes out. The way of one claim:
 *
 * <ol>
 *   <li>{@code IPClaimReconciler} hears of it and reads it into a {@code Claim}, which is the same for every kind of claim;
 *   <li>{@code ClaimGatherer} adds what is known of its pool and Clusters, from caches only: a {@code ClaimInput};
 *   <li>{@code ClaimChecks} say, one by one, whether there is a reason not to serve it;
 *   <li>{@code ClaimNumbers} knows which number is a claim's, or has the allocator reserve one;
 *   <li>{@code ClaimBinder} writes: our finalizer on the claim, then the IPAddress;
 *   <li>{@code ClaimStatusRenderer} makes a status of the {@code ClaimOutcome}; it is written if it differs.
 * </ol>
 *
 * The way back is {@code ClaimRelease}. {@code ClaimApi} is the port to the API server: one implementation for each kind of claim.
 */
@NullMarked
package io.metal3.ipam.claim;

import org.jspecify.annotations.NullMarked;
