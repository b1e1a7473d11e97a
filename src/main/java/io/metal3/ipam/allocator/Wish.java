package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;

/** What a claim may have in a pool, whoever holds it now. Follows from the request and the pool's definition alone. */
sealed interface Wish {

    /** Any free number. */
    record Any() implements Wish {
    }

    /** One number and no other. */
    record One(Address number, Wanted why) implements Wish {
    }

    /** Nothing. */
    record Refused(AllocationResult answer) implements Wish {
    }

    /**
     * The rules, in their order. What a claim had before comes first and is checked against nothing: a pool that was
     * changed meanwhile does not take away what is in use.
     */
    static Wish of(AllocationRequest request, PoolSpace space) {
        Address requested = request.requested();
        Address preAllocated = space.definition().preAllocations().get(request.claim().name());
        if (preAllocated != null && requested != null && !preAllocated.equals(requested)) {
            return new Refused(new AllocationResult.Conflicting(preAllocated, requested));
        }
        if (request.remembered() != null) {
            return new One(request.remembered(), Wanted.REMEMBERED);
        }
        if (preAllocated != null) {
            return space.contains(preAllocated)
                    ? new One(preAllocated, Wanted.PRE_ALLOCATED)
                    : new Refused(new AllocationResult.NotInRange(preAllocated, Wanted.PRE_ALLOCATED));
        }
        return requested == null ? new Any() : ofRequested(requested, space);
    }

    private static Wish ofRequested(Address requested, PoolSpace space) {
        if (!space.contains(requested)) {
            return new Refused(new AllocationResult.NotInRange(requested, Wanted.REQUESTED));
        }
        if (space.isReserved(requested)) {
            return new Refused(new AllocationResult.SetAside(requested, Wanted.REQUESTED));
        }
        String name = space.promisedTo(requested);
        if (name != null) {
            return new Refused(new AllocationResult.Promised(requested, name));
        }
        return new One(requested, Wanted.REQUESTED);
    }
}
