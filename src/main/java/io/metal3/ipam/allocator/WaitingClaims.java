package io.metal3.ipam.allocator;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** In which waiting room of a namespace each claim is: in one at most, that of the pool it asked last. Not thread-safe. */
final class WaitingClaims {

    private final Inventory inventory;
    private final WakeList wakeList;
    private final Map<ClaimKey, PoolKey> pools = new HashMap<>();

    WaitingClaims(Inventory inventory, WakeList wakeList) {
        this.inventory = inventory;
        this.wakeList = wakeList;
    }

    /** The pool that a claim waits for. */
    @Nullable PoolKey poolOf(ClaimKey claim) {
        return pools.get(claim);
    }

    void join(Pool pool, Ticket ticket) {
        wakeList.removeGranted(ticket.claim());
        PoolKey other = pools.put(ticket.claim(), pool.key());
        if (other != null && !other.equals(pool.key())) {
            leaveRoom(other, ticket.claim());
        }
        pool.room().join(ticket);
    }

    void leave(ClaimKey claim) {
        wakeList.removeGranted(claim);
        PoolKey key = pools.remove(claim);
        if (key != null) {
            leaveRoom(key, claim);
        }
    }

    /** The pool is gone, and its room with it. */
    void poolGone(PoolKey pool) {
        pools.values().removeIf(pool::equals);
    }

    private void leaveRoom(PoolKey key, ClaimKey claim) {
        Pool pool = inventory.pool(key);
        if (pool != null) {
            pool.room().leave(claim);
        }
    }
}
