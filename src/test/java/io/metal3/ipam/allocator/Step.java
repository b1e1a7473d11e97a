package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import org.jspecify.annotations.Nullable;

/** One thing that happens to an allocator; numbers pick one of what is there at that moment. */
sealed interface Step {

    record Allocate(ClaimKey claim, String uid, PoolKey pool, int created, @Nullable Address requested,
            @Nullable Address remembered) implements Step {
    }

    /** Somebody that was woken, or is still owed it, asks again as it did last. */
    record AskAgain(int which) implements Step {
    }

    /** The write of a reservation shows. */
    record Written(int which, String uid) implements Step {
    }

    /** An object shows that nobody here has written. */
    record HandMade(AddressObject object) implements Step {
    }

    record MarkedDeleting(int which) implements Step {
    }

    record Forget(int which, boolean otherUid) implements Step {
    }

    record Releasing(int which) implements Step {
    }

    record Staying(int which) implements Step {
    }

    record GiveBack(ClaimKey claim) implements Step {
    }

    record GiveBackElsewhere(ClaimKey claim, PoolKey pool) implements Step {
    }

    record Withdraw(ClaimKey claim) implements Step {
    }

    record Enqueue(PoolKey pool, ClaimKey claim, int created) implements Step {
    }

    record Define(PoolKey pool, PoolDefinition definition) implements Step {
    }

    record Remove(PoolKey pool) implements Step {
    }

    record WakeUps() implements Step {
    }
}
