package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an {@link AllocationRequest}.
 *
 * <p>After {@link Exhausted} and {@link Taken} the claim waits: it will be named among the claims to look at again.
 * After every other answer it does not wait, and asking again helps only when the claim or the pool has changed.
 */
public sealed interface AllocationResult {

    /** The number is the claim's until an object for it is observed, or it is given back. */
    record Reserved(Allocation allocation) implements AllocationResult {
    }

    /** The claim has an object already. */
    record Held(AddressObject object) implements AllocationResult {
    }

    /** No number is free for it: there is none, or all free ones are due to claims that have waited longer. */
    record Exhausted(Usage usage) implements AllocationResult {
    }

    /**
     * The one address it may have is held by another.
     *
     * @param holder the claim that the object or reservation is for; may be of the same name, and an older one
     */
    record Taken(Address address, @Nullable ClaimKey holder, Wanted why) implements AllocationResult {
    }

    /** The address it asks for is pre-allocated to claims of another name. */
    record Promised(Address address, String claimName) implements AllocationResult {
    }

    /** The address it asks for is a gateway, network or broadcast address. */
    record SetAside(Address address, Wanted why) implements AllocationResult {
    }

    /** The one address it may have is in none of the pool's ranges. */
    record NotInRange(Address address, Wanted why) implements AllocationResult {
    }

    /** It asks for one address, and the pool promises it another. */
    record Conflicting(Address preAllocated, Address requested) implements AllocationResult {
    }

    /** No such pool is defined. */
    record UnknownPool(PoolKey pool) implements AllocationResult {
    }
}
