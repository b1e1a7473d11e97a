package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;

/** What keeps a number from everybody else: an object that is there, or one that is on its way. */
sealed interface Occupant permits AddressObject, Allocation {

    ClaimKey claim();

    PoolKey pool();

    Address address();

    /** The name that the API server lets exist only once. It need not tell the address: objects are made by hand. */
    String objectName();
}
