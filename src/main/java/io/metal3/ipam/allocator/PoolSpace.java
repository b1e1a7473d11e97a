package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import io.metal3.ipam.ip.AddressRange;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one pool: which range each belongs to, and which of them the strategy may choose. Not thread-safe.
 *
 * <p>A number is free when it lies in a range, is not held, not reserved and not pre-allocated. Whose number it is
 * does not matter here: a claim with a pre-allocation never takes part in the choice.
 */
final class PoolSpace {

    /**
     * First address of each segment to the segment. Segments are disjoint: an address is in the one of the first range
     * that has it.
     *
     * <pre>
     *   range 0             [=======]
     *   range 1        [=================]
     *   segments       [ 1 ][   0   ][ 1 ]
     * </pre>
     */
    private final TreeMap<Address, Segment> segments = new TreeMap<>();

    /** The free numbers, by range. */
    private final List<FreeRanges> free = new ArrayList<>();

    /** The ranges that have a free number. */
    private final BitSet open = new BitSet();

    /** The numbers in all of {@link #free}. */
    private final Tally freeCount = new Tally();

    private final Tally capacity = new Tally();
    private final PoolDefinition definition;
    private final Set<Address> reserved = new HashSet<>();

    /** Pre-allocated number to the claim name it is promised to; of two, the first by alphabet. */
    private final Map<Address, String> promised = new HashMap<>();

    PoolSpace(PoolDefinition definition) {
        this.definition = definition;
        definition.ranges().forEach(r -> reserved.addAll(r.reserved()));
        definition.preAllocations().forEach((name, number) ->
                promised.merge(number, name, (a, b) -> a.compareTo(b) <= 0 ? a : b));
        for (int i = 0; i < definition.ranges().size(); i++) {
            addRange(i, definition.ranges().get(i).addresses());
        }
        for (Address number : reserved) {
            if (contains(number) && !promised.containsKey(number)) {
                capacity.decrement();
            }
        }
        reserved.forEach(this::take);
        promised.keySet().forEach(this::take);
    }

    PoolDefinition definition() {
        return definition;
    }

    boolean contains(Address address) {
        return segmentOf(address) != null;
    }

    boolean isReserved(Address address) {
        return reserved.contains(address);
    }

    /** The claim name that the address is pre-allocated to, or null. */
    @Nullable String promisedTo(Address address) {
        return promised.get(address);
    }

    RangeSettings settingsOf(Address address) {
        Segment segment = segmentOf(address);
        return segment == null ? definition.defaults() : definition.ranges().get(segment.range()).settings();
    }

    Tally capacity() {
        return capacity;
    }

    long freeCount() {
        return freeCount.saturated();
    }

    boolean isFree(Address address) {
        Segment segment = segmentOf(address);
        return segment != null && free.get(segment.range()).contains(address);
    }

    /** One of the free numbers, by the pool's strategy; there must be one. It stays free until it is taken. */
    Address choose(RandomGenerator random) {
        FreeRanges first = free.get(open.nextSetBit(0));
        return switch (definition.strategy()) {
            case SEQUENTIAL -> first.first();
            case RANDOM -> first.random(random);
        };
    }

    /** Somebody holds the number now. */
    void take(Address address) {
        Segment segment = segmentOf(address);
        if (segment != null && free.get(segment.range()).contains(address)) {
            FreeRanges ranges = free.get(segment.range());
            ranges.remove(address);
            freeCount.decrement();
            open.set(segment.range(), !ranges.isEmpty());
        }
    }

    /** Nobody holds the number any more. */
    void giveBack(Address address) {
        Segment segment = segmentOf(address);
        if (segment != null && !reserved.contains(address) && !promised.containsKey(address)) {
            free.get(segment.range()).add(address);
            freeCount.increment();
            open.set(segment.range());
        }
    }

    private void addRange(int index, AddressRange range) {
        var own = new FreeRanges(range.family());
        own.add(range);
        own.remove(AddressRange.IPV4_MAPPED);
        Map.Entry<Address, Segment> earlier = segments.floorEntry(range.last());
        while (earlier != null && earlier.getValue().addresses().overlaps(range)) {
            own.remove(earlier.getValue().addresses());
            earlier = segments.lowerEntry(earlier.getKey());
        }
        for (AddressRange segment : own.ranges()) {
            segments.put(segment.first(), new Segment(segment, index));
            capacity.add(segment);
            freeCount.add(segment);
        }
        free.add(own);
        open.set(index, !own.isEmpty());
    }

    private @Nullable Segment segmentOf(Address address) {
        Map.Entry<Address, Segment> below = segments.floorEntry(address);
        return below != null && below.getValue().addresses().contains(address) ? below.getValue() : null;
    }

    private record Segment(AddressRange addresses, int range) {
    }
}
