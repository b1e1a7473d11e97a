package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;

/**
 * One defined pool: its numbers, and the claims that wait for one. A new definition makes a new pool, which the waiting
 * claims move to. Not thread-safe.
 */
final class Pool {

    private final PoolKey key;
    private final PoolSpace space;
    private final Ledger ledger;
    private final WaitingRoom room;

    /** How many of its objects lie in none of its ranges. */
    private long outOfRange;

    /** Joins the ledger: from now on it follows what is taken and given back there. */
    Pool(PoolKey key, PoolDefinition definition, Ledger ledger, WakeList wakeList) {
        this.key = key;
        this.ledger = ledger;
        space = new PoolSpace(definition);
        room = new WaitingRoom(wakeList, ledger::isHeld, space::isFree);
        ledger.forEachHeld(space::take);
        room.setFree(space.freeCount());
        ledger.join(this);
    }

    PoolKey key() {
        return key;
    }

    PoolDefinition definition() {
        return space.definition();
    }

    PoolSpace space() {
        return space;
    }

    Ledger ledger() {
        return ledger;
    }

    WaitingRoom room() {
        return room;
    }

    /**
     * @param allocated its objects and reservations
     */
    Usage usage(long allocated) {
        Tally capacity = space.capacity();
        return new Usage(capacity.saturated(), capacity.overflows(), space.freeCount(), allocated, room.size(),
                outOfRange);
    }

    void objectCame(Address address) {
        outOfRange += space.contains(address) ? 0 : 1;
    }

    void objectWent(Address address) {
        outOfRange -= space.contains(address) ? 0 : 1;
    }

    /** The number has its first holder. */
    void taken(Address number) {
        space.take(number);
        room.numberChanged(number, space.freeCount());
    }

    /** The last holder of the number has left. */
    void givenBack(Address number) {
        space.giveBack(number);
        room.numberChanged(number, space.freeCount());
    }
}
