package io.metal3.ipam.allocator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The pools of one namespace and all that occupies their numbers, kept in step: whatever comes, goes or is defined
 * anew, each ledger holds exactly the numbers that its rule says. Not thread-safe.
 */
final class Inventory {

    private final Map<PoolKey, Pool> pools = new HashMap<>();
    private final Ledgers ledgers = new Ledgers();
    private final Occupants occupants = new Occupants();
    private final WakeList wakeList;

    Inventory(WakeList wakeList) {
        this.wakeList = wakeList;
    }

    @Nullable Pool pool(PoolKey key) {
        return pools.get(key);
    }

    /** To be asked only; changed here. */
    Occupants occupants() {
        return occupants;
    }

    /** Creates or replaces a pool. The claims that waited for the old one wait for the new one. */
    void define(PoolKey key, PoolDefinition definition) {
        Pool old = pools.get(key);
        if (old != null && old.definition().equals(definition)) {
            return;
        }
        List<Ticket> tickets = old == null ? List.of() : List.copyOf(old.room().tickets());
        Ledger ledger;
        if (old != null && old.ledger().prefix().equals(definition.namePrefix())) {
            ledger = old.ledger();
            ledger.leave(old);
            old.room().close();
        } else {
            undefine(key);
            ledger = enterUnder(key, definition.namePrefix());
        }
        var pool = new Pool(key, definition, ledger, wakeList);
        pools.put(key, pool);
        occupants.objectsIn(key).forEach(o -> pool.objectCame(o.address()));
        tickets.forEach(pool.room()::join);
        pool.room().wakeAll();
    }

    /** From now on what the pool holds counts by its names only. Its waiting claims are sent away. */
    void undefine(PoolKey key) {
        Pool pool = pools.remove(key);
        if (pool == null) {
            return;
        }
        pool.room().close();
        occupants.in(key).forEach(o -> ledgers.strike(o, pool.ledger()));
        ledgers.leave(pool);
        occupants.in(key).forEach(o -> ledgers.enter(o, null));
    }

    /** What the pool holds, until now counted by its names only, is entered by its addresses too. */
    private Ledger enterUnder(PoolKey key, String prefix) {
        occupants.in(key).forEach(o -> ledgers.strike(o, null));
        Ledger existing = ledgers.get(prefix);
        Ledger ledger = existing != null ? existing : ledgers.open(prefix, occupants.outside(key));
        occupants.in(key).forEach(o -> ledgers.enter(o, ledger));
        return ledger;
    }

    /** Takes the place of an earlier object of the same key. */
    void add(AddressObject object) {
        Held earlier = occupants.object(object.key());
        if (earlier != null && object.equals(earlier.object())) {
            return;
        }
        Held held = occupants.remember(object);
        if (earlier != null && earlier.pool().equals(object.pool()) && earlier.isAt(object.address())) {
            ledgers.replace(earlier, held, ledgerOf(object.pool()));
            occupants.add(held);
            return;
        }
        // The new one enters before the earlier one leaves, so that a number both have is at no moment free.
        ledgers.enter(held, ledgerOf(object.pool()));
        if (earlier != null) {
            leave(earlier);
        }
        occupants.add(held);
        Pool pool = pools.get(object.pool());
        if (pool != null) {
            pool.objectCame(object.address());
        }
    }

    void remove(Held object) {
        leave(object);
        occupants.remove(object);
    }

    void add(Allocation reservation) {
        occupants.add(reservation);
        ledgers.enter(reservation, ledgerOf(reservation.pool()));
    }

    void remove(Allocation reservation) {
        occupants.remove(reservation);
        ledgers.strike(reservation, ledgerOf(reservation.pool()));
    }

    private void leave(Held object) {
        ledgers.strike(object, ledgerOf(object.pool()));
        Pool pool = pools.get(object.pool());
        if (pool != null) {
            pool.objectWent(object.address());
        }
    }

    private @Nullable Ledger ledgerOf(PoolKey key) {
        Pool pool = pools.get(key);
        return pool == null ? null : pool.ledger();
    }
}
