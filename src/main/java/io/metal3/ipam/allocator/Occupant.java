package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;

/** What keeps a number from everybody else: an object that is there, or one that is on its way. */
sealed interface Occupant extends Holder permits AddressObject, Held, Allocation {

    ClaimKey claim();

    PoolKey pool();

    Address address();

    /** The name that the API server lets exist only once. It need not tell the address: objects are made by hand. */
    String objectName();

    /** Whether its name is the one that a pool with this prefix gives to its address. */
    default boolean isNamedAfter(String prefix) {
        return ObjectNames.isName(objectName(), prefix, address());
    }

    @Override
    default Address number() {
        return address();
    }

    @Override
    default boolean isAt(Address number) {
        return address().equals(number);
    }

    @Override
    default Occupant occupant() {
        return this;
    }
}
