package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;

/**
 * A number that is reserved to a claim, with all that its object is to say.
 *
 * @param objectName the name that the object must get: the pool's namePrefix, a dash, and the dashed address
 * @param settings those of the range that the address belonged to when it was reserved
 */
public record Allocation(ClaimKey claim, PoolKey pool, String objectName, Address address, RangeSettings settings)
        implements Occupant {
}
