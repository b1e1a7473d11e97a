package io.metal3.ipam.claim;

/**
 * Every reason of a claim's Ready condition. {@code PoolExhausted}, {@code PoolNotReady} and {@code AllocationFailed} are those of
 * Cluster API's IPAM contract, the others are ours.
 */
public enum ClaimReason {
    /** The claim has its address. */
    READY("Ready", false),

    /** The claim names a pool that is not there. It may be on its way, so clients are not told of a failure. */
    POOL_NOT_FOUND("PoolNotFound", false),

    /** The claim names a pool of another namespace, or none: a claim is served from its own namespace only. */
    POOL_NOT_ALLOWED("PoolNotAllowed", true),

    /** The pool is being deleted, or its spec holds nothing one could allocate from. */
    POOL_NOT_READY("PoolNotReady", true),

    /** The pool has just come from elsewhere, and who holds its addresses may still be on the way. This takes seconds. */
    POOL_ARRIVING("PoolNotReady", false),

    /** Every address of the pool is held, promised, or due to a claim that waits longer. */
    POOL_EXHAUSTED("PoolExhausted", true),

    /** The one address that the claim may have is not to be had now. */
    ADDRESS_NOT_AVAILABLE("AddressNotAvailable", true),

    /** What the claim asks for cannot be understood, or contradicts the pool. */
    INVALID_REQUEST("InvalidRequest", true),

    /** The API server refused to let the address be written. */
    ALLOCATION_FAILED("AllocationFailed", true);

    private final String text;
    private final boolean failure;

    ClaimReason(String text, boolean failure) {
        this.text = text;
        this.failure = failure;
    }

    /** As it stands in the condition. */
    public String text() {
        return text;
    }

    /** Whether {@code status.errorMessage} is set: the Metal3 provider then reports the machine as failed until it is gone. */
    public boolean isFailure() {
        return failure;
    }
}
