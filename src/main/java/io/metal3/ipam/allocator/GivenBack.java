package io.metal3.ipam.allocator;

import java.util.List;

/**
 * What came of giving back reservations.
 *
 * @param pools those that have a number more now
 * @param claims those to look at again, as {@link Allocator} tells
 */
public record GivenBack(List<PoolKey> pools, List<ClaimKey> claims) {

    /** Nothing was reserved, and nobody waits. */
    static final GivenBack NOTHING = new GivenBack(List.of(), List.of());

    public GivenBack {
        pools = List.copyOf(pools);
        claims = List.copyOf(claims);
    }
}
