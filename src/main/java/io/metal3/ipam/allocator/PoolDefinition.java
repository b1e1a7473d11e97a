package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import java.util.List;
import java.util.Map;

/**
 * What a pool has to give, as parsed from its spec.
 *
 * @param namePrefix begins the name of each object; pools of one namespace that share it share one used-set
 * @param ranges served in this order
 * @param preAllocations claim name to the one address that a claim of this name gets, and nobody else
 * @param defaults the settings of an address that lies in no range: one that was restored, or made by hand
 */
public record PoolDefinition(
        String namePrefix,
        List<PoolRange> ranges,
        AllocationStrategy strategy,
        Map<String, Address> preAllocations,
        RangeSettings defaults) {

    public PoolDefinition {
        ranges = List.copyOf(ranges);
        preAllocations = Map.copyOf(preAllocations);
    }
}
