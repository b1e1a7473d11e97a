package io.metal3.ipam.allocator;

import java.util.function.BiPredicate;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash map of values that know their own key, so that neither a key nor a node is kept: about a fifth of the memory of
 * {@link java.util.HashMap}, which pays 32 bytes for the node of each entry and as much again for a key. With a million
 * addresses, each in three maps, that would be the larger part of the index. Not thread-safe.
 */
final class CompactMap<K, V> {

    private static final int SMALLEST = 8;

    private final BiPredicate<V, K> hasKey;

    /**
     * The hash of the key at each place, zero where nothing is. An entry stands at the place that its hash leads to, or
     * behind it with no gap between:
     *
     * <pre>
     *   homes of the keys      0 0 1 . 4     no key is ever behind a gap, so a search ends at the first one
     *   where they stand       0 1 2 - 4
     * </pre>
     *
     * <p>Kept because a key that is not there, as that of a new claim, is then known by this array alone: each value that
     * one looks at is one more fetch from memory.
     */
    private int[] hashes = new int[SMALLEST];

    /** For each place the value; null where nothing is. */
    private @Nullable Object[] values = new @Nullable Object[SMALLEST];

    /** At most three quarters of the places: beyond that the runs without a gap grow long. */
    private int size;

    /**
     * @param hasKey whether a value is the one of a key
     */
    CompactMap(BiPredicate<V, K> hasKey) {
        this.hasKey = hasKey;
    }

    int size() {
        return size;
    }

    boolean containsKey(K key) {
        return hashes[find(key, hash(key))] != 0;
    }

    @Nullable V get(K key) {
        return value(find(key, hash(key)));
    }

    /**
     * Returns the earlier value of the key.
     *
     * @param key that of the value
     */
    @Nullable V put(K key, V value) {
        int hash = hash(key);
        int at = find(key, hash);
        V earlier = value(at);
        hashes[at] = hash;
        values[at] = value;
        if (earlier == null && 4 * ++size > 3 * hashes.length) {
            resize(2 * hashes.length);
        }
        return earlier;
    }

    @Nullable V remove(K key) {
        int at = find(key, hash(key));
        V removed = value(at);
        if (removed == null) {
            return null;
        }
        close(at);
        size--;
        if (8 * size < hashes.length && hashes.length > SMALLEST) {
            resize(hashes.length / 2);
        }
        return removed;
    }

    /** The map must not be changed meanwhile. */
    void forEach(Consumer<? super V> action) {
        for (int at = 0; at < hashes.length; at++) {
            V value = value(at);
            if (value != null) {
                action.accept(value);
            }
        }
    }

    /** The place of the key, or where it would go. */
    private int find(K key, int hash) {
        int at = home(hash);
        while (hashes[at] != 0 && !(hashes[at] == hash && isAt(key, at))) {
            at = next(at);
        }
        return at;
    }

    private boolean isAt(K key, int at) {
        V value = value(at);
        return value != null && hasKey.test(value, key);
    }

    /** Moves back into the gap what was pushed behind it, and so on with the gap that it leaves. */
    private void close(int removed) {
        int gap = removed;
        for (int at = next(gap); hashes[at] != 0; at = next(at)) {
            // It may go back unless its home lies behind the gap. Distances are counted around the end.
            if (distance(home(hashes[at]), at) >= distance(gap, at)) {
                hashes[gap] = hashes[at];
                values[gap] = values[at];
                gap = at;
            }
        }
        hashes[gap] = 0;
        values[gap] = null;
    }

    private void resize(int places) {
        int[] oldHashes = hashes;
        @Nullable Object[] oldValues = values;
        hashes = new int[places];
        values = new @Nullable Object[places];
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] != 0) {
                int at = home(oldHashes[i]);
                while (hashes[at] != 0) {
                    at = next(at);
                }
                hashes[at] = oldHashes[i];
                values[at] = oldValues[i];
            }
        }
    }

    /** Spreads by Fibonacci hashing, since neighbouring addresses have neighbouring hashes; never zero. */
    private static int hash(Object key) {
        int hash = key.hashCode() * 0x9e3779b9;
        return hash == 0 ? 1 : hash;
    }

    /** The upper bits are the well spread ones. The number of places is a power of two. */
    private int home(int hash) {
        return hash >>> (Integer.numberOfLeadingZeros(hashes.length) + 1);
    }

    private int next(int at) {
        return (at + 1) & (hashes.length - 1);
    }

    private int distance(int from, int to) {
        return (to - from) & (hashes.length - 1);
    }

    @SuppressWarnings("unchecked")
    private @Nullable V value(int at) {
        return (V) values[at];
    }
}
