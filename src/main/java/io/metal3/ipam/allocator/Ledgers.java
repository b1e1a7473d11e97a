package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The ledgers of one namespace. A ledger is there while a pool with its prefix is defined. Not thread-safe.
 *
 * <p>An occupant holds its address in the ledger of its own pool, if that is defined, and beside that each number that
 * its name spells under any prefix: the API server would refuse a second object of that name.
 */
final class Ledgers {

    private final Map<String, Ledger> byPrefix = new HashMap<>();

    @Nullable Ledger get(String prefix) {
        return byPrefix.get(prefix);
    }

    /** Opens a ledger in which, by their names, those occupants are entered. */
    Ledger open(String prefix, Iterable<? extends Occupant> occupants) {
        var ledger = new Ledger(prefix);
        for (Occupant occupant : occupants) {
            ObjectNames.address(occupant.objectName(), prefix).ifPresent(number -> ledger.enter(number, occupant));
        }
        byPrefix.put(prefix, ledger);
        return ledger;
    }

    /** Removes the pool from its ledger, and the ledger if it was the last. */
    void leave(Pool pool) {
        Ledger ledger = pool.ledger();
        ledger.leave(pool);
        if (!ledger.hasPools()) {
            byPrefix.remove(ledger.prefix());
        }
    }

    /**
     * @param own the ledger of the occupant's pool, or null where that pool is not defined
     */
    void enter(Occupant occupant, @Nullable Ledger own) {
        forEachNumber(occupant, own, (ledger, number) -> ledger.enter(number, occupant));
    }

    void strike(Occupant occupant, @Nullable Ledger own) {
        forEachNumber(occupant, own, (ledger, number) -> ledger.strike(number, occupant));
    }

    private void forEachNumber(Occupant occupant, @Nullable Ledger own, BiConsumer<Ledger, Address> action) {
        if (own != null) {
            action.accept(own, occupant.address());
        }
        ObjectNames.readings(occupant.objectName(), byPrefix::containsKey, (prefix, number) -> {
            Ledger ledger = byPrefix.get(prefix);
            if (ledger != null && !(ledger == own && number.equals(occupant.address()))) {
                action.accept(ledger, number);
            }
        });
    }
}
