package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import io.metal3.ipam.ip.AddressRange;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A set of addresses of one family, kept as the fewest ranges. Each operation costs the logarithm of the number of
 * ranges, whatever their size. Not thread-safe.
 */
final class FreeRanges {

    /**
     * How often chance is tried before the nearest free range is taken. In a set that fills half of the space between
     * its ends, all of them fail once in 2^32.
     */
    private static final int PROBES = 32;

    /**
     * First address of a range to its last. The ranges are disjoint, and no two touch:
     *
     * <pre>
     *   [2..4]   [7..7]   [9..12]      good
     *   [2..4][5..7]      [9..12]      not: 4 is just before 5
     * </pre>
     */
    private final TreeMap<Address, Address> ranges = new TreeMap<>();

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    boolean contains(Address address) {
        Map.Entry<Address, Address> below = ranges.floorEntry(address);
        return below != null && below.getValue().compareTo(address) >= 0;
    }

    /** The lowest address; there must be one. */
    Address first() {
        return ranges.firstKey();
    }

    /** Adds a range of which no address is in the set. */
    void add(AddressRange range) {
        Address first = range.first();
        Address last = range.last();
        Map.Entry<Address, Address> below = ranges.lowerEntry(first);
        if (below != null && below.getValue().isJustBefore(first)) {
            first = below.getKey();
        }
        Map.Entry<Address, Address> above = ranges.higherEntry(range.first());
        if (above != null && last.isJustBefore(above.getKey())) {
            ranges.remove(above.getKey());
            last = above.getValue();
        }
        ranges.put(first, last);
    }

    void add(Address address) {
        add(AddressRange.of(address));
    }

    /**
     * Removes all addresses of a range, be they in the set or not.
     *
     * <pre>
     *   set      [------]   [---]  [-------]
     *   cut          [----------------]
     *   left     [--]                  [---]
     * </pre>
     */
    void remove(AddressRange cut) {
        Map.Entry<Address, Address> range = ranges.floorEntry(cut.last());
        while (range != null && range.getValue().compareTo(cut.first()) >= 0) {
            Address first = range.getKey();
            Address last = range.getValue();
            ranges.remove(first);
            if (last.compareTo(cut.last()) > 0) {
                ranges.put(cut.last().next(), last);
            }
            if (first.compareTo(cut.first()) < 0) {
                ranges.put(first, cut.first().previous());
            }
            range = ranges.lowerEntry(first);
        }
    }

    void remove(Address address) {
        remove(AddressRange.of(address));
    }

    /**
     * One address, found by chance; there must be one.
     *
     * <p>Draws between the lowest and the highest until it hits, which is exactly even. If it never hits, the set is
     * small against its span, and one of the ranges next to the last draw has to do: that favours ranges beside wide
     * gaps, but takes one step where listing would take 2^64.
     */
    Address random(RandomGenerator random) {
        Address lowest = ranges.firstKey();
        Address highest = ranges.lastEntry().getValue();
        Address drawn = draw(lowest, highest, random);
        for (int i = 1; i < PROBES && !contains(drawn); i++) {
            drawn = draw(lowest, highest, random);
        }
        if (contains(drawn)) {
            return drawn;
        }
        // There is one on either side: what was drawn is not in the set, so it lies between the lowest and the highest.
        Map.Entry<Address, Address> near = random.nextBoolean() ? ranges.lowerEntry(drawn) : ranges.higherEntry(drawn);
        return draw(near.getKey(), near.getValue(), random);
    }

    private static Address draw(Address lowest, Address highest, RandomGenerator random) {
        long borrow = Long.compareUnsigned(highest.low(), lowest.low()) < 0 ? 1 : 0;
        long spanHigh = highest.high() - lowest.high() - borrow;
        long spanLow = highest.low() - lowest.low();
        while (true) {
            long high = spanHigh == 0 ? 0 : random.nextLong() & mask(spanHigh);
            long low = random.nextLong() & (spanHigh == 0 ? mask(spanLow) : -1);
            int byHigh = Long.compareUnsigned(high, spanHigh);
            if (byHigh < 0 || (byHigh == 0 && Long.compareUnsigned(low, spanLow) <= 0)) {
                return lowest.plus(high, low);
            }
        }
    }

    /** All bits up to the highest one that is set, so that at least every second draw is within the span. */
    private static long mask(long span) {
        return span == 0 ? 0 : -1L >>> Long.numberOfLeadingZeros(span);
    }

    /** The ranges, lowest first. */
    Collection<AddressRange> ranges() {
        Stream<AddressRange> stream = ranges.entrySet().stream().map(e -> new AddressRange(e.getKey(), e.getValue()));
        return stream.toList();
    }
}
