package io.metal3.ipam.faults;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How often something happened, by name. Thread-safe. */
final class Tally {

    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    void add(String name) {
        counts.computeIfAbsent(name, key -> new AtomicInteger()).incrementAndGet();
    }

    Map<String, Integer> counts() {
        var result = new TreeMap<String, Integer>();
        counts.forEach((name, count) -> result.put(name, count.get()));
        return result;
    }
}
