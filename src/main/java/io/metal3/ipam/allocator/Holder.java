package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;

/** Somebody who holds a number in a ledger: an occupant its address, or one whose name spells that number. */
interface Holder {

    Address number();

    boolean isAt(Address number);

    Occupant occupant();

    /** An occupant that holds, by its name, another number than its address. */
    record ByName(Address number, Occupant occupant) implements Holder {

        /** How the occupant holds this number. */
        static Holder of(Address number, Occupant occupant) {
            return occupant.isAt(number) ? occupant : new ByName(number, occupant);
        }

        @Override
        public boolean isAt(Address other) {
            return number.equals(other);
        }
    }
}
