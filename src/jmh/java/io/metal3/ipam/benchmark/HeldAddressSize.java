package io.metal3.ipam.benchmark;

import io.metal3.ipam.allocator.AllocationStrategy;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.ip.Family;
import org.openjdk.jol.info.GraphLayout;

/**
 * Prints how many bytes an allocator takes for each address that it knows to be held: everything that can be reached from it, names
 * and uids included, and beneath it the largest parts by class.
 */
public final class HeldAddressSize {

    private static final int HELD = 1_000_000;

    private HeldAddressSize() {}

    /** Prints to standard output. */
    public static void main(String[] arguments) {
        for (var family : Family.values()) {
            for (var layout : Layout.values()) {
                print(family, layout);
            }
        }
    }

    private static void print(Family family, Layout layout) {
        Allocator allocator = new Holdings(family, HELD, layout, AllocationStrategy.SEQUENTIAL).allocator();
        var graph = GraphLayout.parseInstance(allocator);
        System.out.printf("%s %s, %,d held: %.1f bytes a held address%n", family, layout, HELD, (double) graph.totalSize() / HELD);
        graph.getClasses().stream()
                .filter(type -> graph.getClassSizes().count(type) > 0)
                .sorted((a, b) -> Long.compare(graph.getClassSizes().count(b), graph.getClassSizes().count(a)))
                .limit(8)
                .forEach(type -> System.out.printf(
                        "  %6.1f  %s%n", (double) graph.getClassSizes().count(type) / HELD, type.getSimpleName()));
    }
}
