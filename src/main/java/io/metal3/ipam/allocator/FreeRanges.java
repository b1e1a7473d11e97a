package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import io.metal3.ipam.ip.AddressRange;
import io.metal3.ipam.ip.Family;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

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

    private final Family family;

    /**
     * The ranges are disjoint, and no two touch:
     *
     * <pre>
     *   [2..4]   [7..7]   [9..12]      good
     *   [2..4][5..7]      [9..12]      not: 4 is just before 5
     * </pre>
     */
    private final RangeList ranges = new RangeList();

    FreeRanges(Family family) {
        this.family = family;
    }

    boolean isEmpty() {
        return ranges.isEmpty();
    }

    boolean contains(Address address) {
        return address.family() == family && contains(address.high(), address.low());
    }

    /** The lowest address; there must be one. */
    Address first() {
        return first(ranges.firstPlace());
    }

    /** Adds a range of which no address is in the set. */
    void add(AddressRange range) {
        Address first = range.first();
        Address last = range.last();
        long below = ranges.floor(first.high(), first.low());
        long above = below == RangeList.NONE ? ranges.firstPlace() : ranges.after(below);
        boolean touchesBelow = below != RangeList.NONE && last(below).isJustBefore(first);
        boolean touchesAbove = above != RangeList.NONE && last.isJustBefore(first(above));
        if (touchesBelow && touchesAbove) {
            ranges.setLast(below, ranges.lastHigh(above), ranges.lastLow(above));
            ranges.remove(above);
        } else if (touchesBelow) {
            ranges.setLast(below, last.high(), last.low());
        } else if (touchesAbove) {
            ranges.setFirst(above, first.high(), first.low());
        } else {
            ranges.insertAfter(below, first.high(), first.low(), last.high(), last.low());
        }
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
        if (cut.family() != family) {
            return;
        }
        long place = ranges.floor(cut.last().high(), cut.last().low());
        while (place != RangeList.NONE && last(place).compareTo(cut.first()) >= 0) {
            Address first = first(place);
            Address last = last(place);
            boolean keepsStart = first.compareTo(cut.first()) < 0;
            if (last.compareTo(cut.last()) > 0) {
                Address rest = cut.last().next();
                if (keepsStart) {
                    ranges.insertAfter(place, rest.high(), rest.low(), last.high(), last.low());
                    // That may have moved it.
                    place = ranges.floor(first.high(), first.low());
                } else {
                    ranges.setFirst(place, rest.high(), rest.low());
                }
            } else if (!keepsStart) {
                ranges.remove(place);
            }
            if (keepsStart) {
                Address end = cut.first().previous();
                ranges.setLast(place, end.high(), end.low());
                return;
            }
            place = below(first);
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
        Address lowest = first();
        Address highest = last(ranges.lastPlace());
        Address drawn = draw(lowest, highest, random);
        for (int i = 1; i < PROBES && !contains(drawn); i++) {
            drawn = draw(lowest, highest, random);
        }
        if (contains(drawn)) {
            return drawn;
        }
        // There is one on either side: what was drawn is not in the set, so it lies between the lowest and the highest.
        long below = ranges.floor(drawn.high(), drawn.low());
        long near = random.nextBoolean() ? below : ranges.after(below);
        return draw(first(near), last(near), random);
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
    List<AddressRange> ranges() {
        List<AddressRange> all = new ArrayList<>();
        for (long at = ranges.firstPlace(); at != RangeList.NONE; at = ranges.after(at)) {
            all.add(new AddressRange(first(at), last(at)));
        }
        return all;
    }

    private boolean contains(long high, long low) {
        long below = ranges.floor(high, low);
        if (below == RangeList.NONE) {
            return false;
        }
        int order = Long.compareUnsigned(high, ranges.lastHigh(below));
        return order < 0 || (order == 0 && Long.compareUnsigned(low, ranges.lastLow(below)) <= 0);
    }

    /** The place of the range before that address, which is the first of a range or has been. */
    private long below(Address first) {
        long place = ranges.floor(first.high(), first.low());
        return place != RangeList.NONE && first(place).equals(first) ? ranges.before(place) : place;
    }

    private Address first(long place) {
        return new Address(family, ranges.firstHigh(place), ranges.firstLow(place));
    }

    private Address last(long place) {
        return new Address(family, ranges.lastHigh(place), ranges.lastLow(place));
    }
}
