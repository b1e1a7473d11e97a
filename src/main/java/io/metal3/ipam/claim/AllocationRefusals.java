package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.AllocationResult;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectNames;
import io.metal3.ipam.allocator.Wanted;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.ip.Address;
import org.jspecify.annotations.Nullable;

/**
 * Why the allocator gave no number, in words: what is wrong and what to do. Each text begins as the Go manager's does, because
 * clients look for that.
 */
final class AllocationRefusals {

    private static final String NOT_AVAILABLE = "Requested IP not available: ";
    private static final String ASK_FOR_ANOTHER =
            "; change metadata.annotations[" + MetadataKeys.REQUESTED_ADDRESS_ANNOTATION + "] or remove it";

    private AllocationRefusals() {}

    /** Tells any result but those that carry an address for the claim. */
    static ClaimOutcome tell(AllocationResult result, String pool) {
        return switch (result) {
            case AllocationResult.Exhausted exhausted ->
                waiting(
                        ClaimReason.POOL_EXHAUSTED,
                        // Not how many wait: each of them would be told anew whenever one more does.
                        "Exhausted IP Pools: IPPool " + pool + " has no free address for this claim ("
                                + exhausted.usage().allocated() + " held); add a range to spec.pools or release claims");
            case AllocationResult.Taken taken -> taken(taken, pool);
            case AllocationResult.Promised promised ->
                waiting(
                        ClaimReason.ADDRESS_NOT_AVAILABLE,
                        NOT_AVAILABLE + promised.address() + " is promised to claim " + promised.claimName()
                                + " by spec.preAllocations of IPPool " + pool + ASK_FOR_ANOTHER);
            case AllocationResult.SetAside setAside ->
                waiting(
                        ClaimReason.ADDRESS_NOT_AVAILABLE,
                        NOT_AVAILABLE + setAside.address()
                                + " is the gateway, network or broadcast address of a range of IPPool " + pool
                                + " and only given by spec.preAllocations" + ASK_FOR_ANOTHER);
            case AllocationResult.NotInRange outside -> outOfRange(outside.address(), outside.why(), pool);
            case AllocationResult.Conflicting conflict ->
                waiting(
                        ClaimReason.INVALID_REQUEST,
                        "PreAllocation and requested ip address are conflicting: spec.preAllocations of IPPool " + pool + " says "
                                + conflict.preAllocated() + ", the annotation " + conflict.requested() + ASK_FOR_ANOTHER);
            case AllocationResult.UnknownPool unknown ->
                waiting(ClaimReason.POOL_NOT_FOUND, "there is no IPPool " + unknown.pool().name());
            case AllocationResult.Reserved reserved -> throw new IllegalArgumentException("no refusal: " + reserved);
            case AllocationResult.Held held -> throw new IllegalArgumentException("no refusal: " + held);
        };
    }

    private static ClaimOutcome taken(AllocationResult.Taken taken, String pool) {
        var held = taken.address() + " is held by " + holder(taken.holder());
        var message =
                switch (taken.why()) {
                    case REQUESTED -> NOT_AVAILABLE + held + "; the claim gets it when it is released" + ASK_FOR_ANOTHER;
                    case PRE_ALLOCATED ->
                        "Pre-allocated IP not available: " + held + "; release that one, or change spec.preAllocations of IPPool "
                                + pool;
                    case REMEMBERED ->
                        "Former IP not available: this claim had " + taken.address() + ", which now " + holder(taken.holder())
                                + " holds; release that one, or delete this claim and make it again for another address";
                };
        return waiting(ClaimReason.ADDRESS_NOT_AVAILABLE, message);
    }

    private static ClaimOutcome outOfRange(Address address, Wanted why, String pool) {
        return why == Wanted.PRE_ALLOCATED
                ? waiting(
                        ClaimReason.ADDRESS_NOT_AVAILABLE,
                        "Pre-allocated IP out of bounds: " + address + " is in no range of IPPool " + pool
                                + "; correct spec.preAllocations or add a range to spec.pools")
                : waiting(
                        ClaimReason.ADDRESS_NOT_AVAILABLE,
                        NOT_AVAILABLE + address + " is in no range of IPPool " + pool + ASK_FOR_ANOTHER);
    }

    private static String holder(@Nullable ClaimKey holder) {
        return holder == null || holder.name().isEmpty()
                ? "an IPAddress object that names no claim of this manager"
                : holder.kind() + " " + holder.name();
    }

    private static ClaimOutcome waiting(ClaimReason reason, String message) {
        return new ClaimOutcome.Waiting(reason, message);
    }

    /** No object can be made for a number, whichever. */
    static ClaimOutcome.Waiting nameIsTooLong(String pool) {
        return new ClaimOutcome.Waiting(
                ClaimReason.POOL_NOT_READY,
                "spec.namePrefix of IPPool " + pool + " is too long: the name of an IPAddress begins with it and has "
                        + ObjectNames.LONGEST + " characters at most; it cannot be changed, so make a pool with a shorter one");
    }
}
