package io.metal3.ipam.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What is asked of the benchmark, by system properties.
 *
 * @param sizes {@code bench.sizes}: how many claims, made as fast as it goes
 * @param kinds {@code bench.kinds}: which kinds of claims
 * @param rates {@code bench.rates}: how many claims in a second, made at that pace
 * @param paced {@code bench.paced}: for how many seconds the pace is kept
 * @param floor {@code bench.floor}: the most claims that a floor is measured with; it is the same for any number
 * @param jvm {@code bench.jvm}: further options of the manager's JVM
 * @param out {@code bench.out}: the folder of the results
 */
record BenchOptions(
        List<Integer> sizes, List<ClaimKind> kinds, List<Double> rates, int paced, int floor, List<String> jvm, Path out) {

    static BenchOptions ofProperties() {
        return new BenchOptions(
                list("bench.sizes", "1000,3000").map(Integer::valueOf).toList(),
                list("bench.kinds", "ipclaim,ipaddressclaim")
                        .map(name -> ClaimKind.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList(),
                list("bench.rates", "20,50").map(Double::valueOf).toList(),
                Integer.parseInt(property("bench.paced", "30")),
                Integer.parseInt(property("bench.floor", "3000")),
                Stream.of(property("bench.jvm", "").split(" ", -1)).filter(o -> !o.isBlank()).toList(),
                Path.of(property("bench.out", "target/bench")));
    }

    private static Stream<String> list(String name, String otherwise) {
        return Stream.of(property(name, otherwise).split(",", -1)).map(String::strip).filter(v -> !v.isEmpty() && !"none".equals(v));
    }

    /** Maven passes on what nobody has set as an empty text. */
    private static String property(String name, String otherwise) {
        var value = System.getProperty(name, "");
        return value.isBlank() ? otherwise : value;
    }
}
