package io.metal3.ipam.pool;

import io.metal3.ipam.allocator.PoolRange;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.ip.AddressRange;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All addresses that lie in any of some ranges. Immutable; to look one up costs the logarithm of their number. */
final class Coverage {

    /** First address to last, disjoint. */
    private final TreeMap<Address, Address> ranges = new TreeMap<>();

    private Coverage(List<AddressRange> sorted) {
        for (var range : sorted) {
            var below = ranges.lastEntry();
            if (below == null || below.getValue().compareTo(range.first()) < 0) {
                ranges.put(range.first(), range.last());
            } else if (below.getValue().compareTo(range.last()) < 0) {
                ranges.put(below.getKey(), range.last());
            }
        }
    }

    static Coverage of(List<PoolRange> ranges) {
        return new Coverage(ranges.stream()
                .map(PoolRange::addresses)
                .sorted(Comparator.comparing(AddressRange::first))
                .toList());
    }

    boolean contains(Address address) {
        var below = ranges.floorEntry(address);
        return below != null && below.getValue().compareTo(address) >= 0;
    }

    /** The lowest range that both have in common. */
    Optional<AddressRange> firstInCommon(Coverage other) {
        return ranges.entrySet().stream().flatMap(e -> other.firstIn(range(e)).stream()).findFirst();
    }

    private Optional<AddressRange> firstIn(AddressRange wanted) {
        var start = ranges.floorKey(wanted.first());
        return ranges.tailMap(start == null ? wanted.first() : start, true).entrySet().stream()
                .takeWhile(e -> e.getKey().compareTo(wanted.last()) <= 0)
                .flatMap(e -> range(e).intersect(wanted).stream())
                .findFirst();
    }

    private static AddressRange range(Map.Entry<Address, Address> entry) {
        return new AddressRange(entry.getKey(), entry.getValue());
    }
}
