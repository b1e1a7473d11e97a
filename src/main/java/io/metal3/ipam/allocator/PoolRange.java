package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import io.metal3.ipam.ip.AddressRange;
import java.util.Set;

/**
 * One range of a pool.
 *
 * @param addresses which numbers; ranges of one pool may overlap, and the first one has what both have
 * @param reserved gateway, network and broadcast: no claim gets one by chance or on request, only by pre-allocation;
 *     holds for every range of the pool that has the number
 */
public record PoolRange(AddressRange addresses, RangeSettings settings, Set<Address> reserved) {

    public PoolRange {
        reserved = Set.copyOf(reserved);
    }
}
