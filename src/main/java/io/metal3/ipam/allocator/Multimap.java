package io.metal3.ipam.allocator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Several values per key, where nearly every key has one: a million addresses have a million occupants, and a second
 * one is an accident of the past. So the first value costs a map entry and no list. Not thread-safe.
 */
final class Multimap<K, V> {

    private final CompactMap<K, V> firsts;

    /** The values after the first; no list is empty, and each key of it is a key of firsts. */
    private final Map<K, List<V>> others = new HashMap<>();

    /**
     * @param hasKey whether a value is one of a key
     */
    Multimap(BiPredicate<V, K> hasKey) {
        firsts = new CompactMap<>(hasKey);
    }

    /** Whether it is the first value of this key. */
    boolean add(K key, V value) {
        if (!firsts.containsKey(key)) {
            firsts.put(key, value);
            return true;
        }
        others.computeIfAbsent(key, k -> new ArrayList<>(1)).add(value);
        return false;
    }

    /** The value takes the place of an earlier one, which must be there. */
    void replace(K key, V earlier, V value) {
        if (earlier.equals(firsts.get(key))) {
            firsts.put(key, value);
            return;
        }
        List<V> more = others.getOrDefault(key, List.of());
        int place = more.indexOf(earlier);
        if (place < 0) {
            throw new IllegalStateException(key + " does not have " + earlier + ".");
        }
        more.set(place, value);
    }

    /** Whether it was the last value of this key. The value must be there. */
    boolean remove(K key, V value) {
        List<V> more = others.get(key);
        if (more == null) {
            if (!value.equals(firsts.remove(key))) {
                throw new IllegalStateException(key + " does not have " + value + ".");
            }
            return true;
        }
        if (value.equals(firsts.get(key))) {
            firsts.put(key, more.removeFirst());
        } else if (!more.remove(value)) {
            throw new IllegalStateException(key + " does not have " + value + ".");
        }
        if (more.isEmpty()) {
            others.remove(key);
        }
        return false;
    }

    boolean containsKey(K key) {
        return firsts.containsKey(key);
    }

    /** The value that was added before all others which are still there. */
    @Nullable V first(K key) {
        return firsts.get(key);
    }

    /** All values of the key, in the order in which they were added; a copy. */
    List<V> get(K key) {
        V first = firsts.get(key);
        if (first == null) {
            return List.of();
        }
        List<V> more = others.get(key);
        if (more == null) {
            return List.of(first);
        }
        List<V> all = new ArrayList<>(more.size() + 1);
        all.add(first);
        all.addAll(more);
        return all;
    }

    /** The first value of each key. */
    void forEachFirst(Consumer<? super V> action) {
        firsts.forEach(action);
    }
}
