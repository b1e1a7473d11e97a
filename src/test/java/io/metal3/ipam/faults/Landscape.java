package io.metal3.ipam.faults;

import io.metal3.ipam.ip.Address;
import io.metal3.ipam.ip.AddressRange;
import io.metal3.ipam.testing.PoolBuilder;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

import static io.metal3.ipam.testing.Builders.aPool;

/**
 * The pools that everything happens in: small ones, so that they are full most of the time, and a wide one that never is; two that
 * overlap under one prefix; one that chooses at random and promises numbers; one of IPv6; with a Cluster and without.
 */
final class Landscape {

    static final String CLUSTER = "cluster";

    private static final List<Plot> PLOTS = List.of(
            new Plot("left", "shared", null, false, Map.of(), ranges("10.1.0.1-10.1.0.40", "10.1.0.61-10.1.0.70", "10.1.0.81-10.1.0.90")),
            new Plot("right", "shared", CLUSTER, false, Map.of(), ranges("10.1.0.21-10.1.0.60", "10.1.0.66-10.1.0.80")),
            new Plot(
                    "random",
                    "random",
                    CLUSTER,
                    true,
                    Map.of("c0-0", "10.2.0.7", "c1-1", "10.2.0.9"),
                    ranges("10.2.0.1-10.2.0.30", "10.2.0.41-10.2.0.60")),
            new Plot("small", "small", null, false, Map.of(), ranges("10.3.0.1-10.3.0.6", "10.3.0.9-10.3.0.12")),
            new Plot("six", "six", CLUSTER, false, Map.of(), ranges("fd00::1-fd00::20", "fd00::100-fd00::110")),
            new Plot("wide", "wide", null, false, Map.of(), ranges("10.4.0.1-10.4.3.254")));

    private Landscape() {}

    /**
     * One pool.
     *
     * @param ranges what it has at first, and what is added each time that it grows
     */
    record Plot(
            String name,
            String network,
            @Nullable String cluster,
            boolean random,
            Map<String, String> preAllocations,
            List<AddressRange> ranges) {

        /** The pool after it has grown so many times. */
        PoolBuilder grown(int times) {
            var pool = aPool(name).namePrefix(network);
            ranges.stream()
                    .limit(times + 1L)
                    .forEach(range -> pool.range(range.first().toString(), range.last().toString()));
            preAllocations.forEach(pool::preAllocation);
            if (cluster != null) {
                pool.cluster(cluster);
            }
            return random ? pool.random() : pool;
        }

        /** A number that it has, or will have once it has grown. */
        String number(int which) {
            var range = ranges.get(which % ranges.size());
            return (which % 3 == 0 ? range.first() : range.last()).toString();
        }
    }

    static List<Plot> plots() {
        return PLOTS;
    }

    static Plot plot(String name) {
        return PLOTS.stream().filter(plot -> plot.name().equals(name)).findFirst().orElseThrow();
    }

    /** Of which prefix the pool is: within it a number is held once. */
    static String network(String pool) {
        return plot(pool).network();
    }

    private static List<AddressRange> ranges(String... texts) {
        return List.of(texts).stream()
                .map(text -> text.split("-", 2))
                .map(ends -> new AddressRange(Address.parse(ends[0]), Address.parse(ends[1])))
                .collect(Collectors.toUnmodifiableList());
    }
}
