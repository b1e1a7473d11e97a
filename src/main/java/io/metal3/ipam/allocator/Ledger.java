package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import java.util.LinkedHashSet;
import java.util.List;
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
    private final Multimap<Address, Holder> holders = new Multimap<>(Holder::isAt);

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
        return holders.containsKey(number);
    }

    /** The one that has held the number longest, or null where it is free. */
    @Nullable Occupant holder(Address number) {
        Holder first = holders.first(number);
        return first == null ? null : first.occupant();
    }

    /** All of them, the one that has held the number longest first. */
    List<Holder> holders(Address number) {
        return holders.get(number);
    }

    void forEachHeld(Consumer<Address> action) {
        holders.forEachFirst(holder -> action.accept(holder.number()));
    }

    void enter(Holder holder) {
        Address number = holder.number();
        if (holders.add(number, holder)) {
            pools.forEach(p -> p.taken(number));
        }
    }

    /** It holds the number in place of an earlier version of itself, and as long already. */
    void replace(Holder earlier, Holder holder) {
        holders.replace(holder.number(), earlier, holder);
    }

    void strike(Holder holder) {
        Address number = holder.number();
        if (holders.remove(number, holder)) {
            pools.forEach(p -> p.givenBack(number));
        }
    }
}
