package io.metal3.ipam.allocator;

import java.util.BitSet;
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

    /** How long the prefixes are: most beginnings of a name are of another length, and need not be looked up. */
    private final BitSet prefixLengths = new BitSet();

    @Nullable Ledger get(String prefix) {
        return byPrefix.get(prefix);
    }

    /** Opens a ledger in which, by their names, those occupants are entered. */
    Ledger open(String prefix, Iterable<? extends Occupant> occupants) {
        var ledger = new Ledger(prefix);
        for (Occupant occupant : occupants) {
            ObjectNames.address(occupant.objectName(), prefix)
                    .ifPresent(number -> ledger.enter(Holder.ByName.of(number, occupant)));
        }
        byPrefix.put(prefix, ledger);
        prefixLengths.set(prefix.length());
        return ledger;
    }

    /** Removes the pool from its ledger, and the ledger if it was the last. */
    void leave(Pool pool) {
        Ledger ledger = pool.ledger();
        ledger.leave(pool);
        if (!ledger.hasPools()) {
            byPrefix.remove(ledger.prefix());
            prefixLengths.clear();
            byPrefix.keySet().forEach(p -> prefixLengths.set(p.length()));
        }
    }

    /**
     * @param own the ledger of the occupant's pool, or null where that pool is not defined
     */
    void enter(Occupant occupant, @Nullable Ledger own) {
        forEachNumber(occupant, own, Ledger::enter);
    }

    void strike(Occupant occupant, @Nullable Ledger own) {
        forEachNumber(occupant, own, Ledger::strike);
    }

    /** An object has changed, and neither its number nor its pool. */
    void replace(Occupant earlier, Occupant occupant, @Nullable Ledger own) {
        forEachNumber(
                earlier,
                own,
                (ledger, holder) -> ledger.replace(holder, Holder.ByName.of(holder.number(), occupant)));
    }

    private void forEachNumber(Occupant occupant, @Nullable Ledger own, BiConsumer<Ledger, Holder> action) {
        boolean isNamedByOwn = own != null && occupant.isNamedAfter(own.prefix());
        if (own != null) {
            action.accept(own, occupant);
        }
        if (isNamedByOwn && byPrefix.size() == 1) {
            // Nearly always: its name says what it holds already, and there is no other prefix to read it by.
            return;
        }
        ObjectNames.readings(occupant.objectName(), this::isPrefix, (prefix, number) -> {
            Ledger ledger = byPrefix.get(prefix);
            if (ledger != null && !(ledger == own && occupant.isAt(number))) {
                action.accept(ledger, Holder.ByName.of(number, occupant));
            }
        });
    }

    private boolean isPrefix(String name, int length) {
        return prefixLengths.get(length) && byPrefix.containsKey(name.substring(0, length));
    }
}
