package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The numbers in use under one namePrefix of one namespace, and by whom. All pools with that prefix name their objects
 * alike, so a number that one of them has given is gone for all. Not thread-safe.
 */
final class Ledger {

    private final String prefix;

    /** More than one where two objects carry one number already: it is free when the last of them is gone. */
    private final Multimap<Address, Occupant> occupants = new Multimap<>();

    private final Set<Pool> pools = new LinkedHashSet<>();

    Ledger(String prefix) {
        this.prefix = prefix;
    }

    String prefix() {
        return prefix;
    }

    void join(Pool pool) {
        pools.add(pool);
    }

    void leave(Pool pool) {
        pools.remove(pool);
    }

    boolean hasPools() {
        return !pools.isEmpty();
    }

    boolean isHeld(Address number) {
        return occupants.containsKey(number);
    }

    /** The one that has held the number longest, or null where it is free. */
    @Nullable Occupant holder(Address number) {
        return occupants.first(number);
    }

    void forEachHeld(Consumer<Address> action) {
        occupants.forEachKey(action);
    }

    void enter(Address number, Occupant occupant) {
        if (occupants.add(number, occupant)) {
            pools.forEach(p -> p.taken(number));
        }
    }

    void strike(Address number, Occupant occupant) {
        if (occupants.remove(number, occupant)) {
            pools.forEach(p -> p.givenBack(number));
        }
    }
}
