package io.metal3.ipam.allocator;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A hash map without nodes: about half of the memory of {@link java.util.HashMap}, which pays 32 bytes for the node of
 * each entry. With a million addresses, each in four maps, that is the larger part of the index. Not thread-safe.
 */
final class CompactMap<K, V> {

    private static final int SMALLEST = 8;

    /**
     * The hash of the key at each place, zero where nothing is. An entry stands at the place that its hash leads to, or
     * behind it with no gap between:
     *
     * <pre>
     *   homes of the keys      0 0 1 . 4     no key is ever behind a gap, so a search ends at the first one
     *   where they stand       0 1 2 - 4
     * </pre>
     *
     * <p>Kept because the keys are records of strings: to hash one anew is to fetch all of them from memory.
     */
    private int[] hashes = new int[SMALLEST];

    /** For the place i the key at 2 i and its value behind it; null in both where nothing is. */
    private @Nullable Object[] entries = new @Nullable Object[2 * SMALLEST];

    /** At most three quarters of the places: beyond that the runs without a gap grow long. */
    private int size;

    int size() {
        return size;
    }

    boolean containsKey(K key) {
        return hashes[find(key, hash(key))] != 0;
    }

    @Nullable V get(K key) {
        return value(find(key, hash(key)));
    }

    /** Returns the earlier value of the key. */
    @Nullable V put(K key, V value) {
        int hash = hash(key);
        int at = find(key, hash);
        V earlier = value(at);
        hashes[at] = hash;
        entries[2 * at] = key;
        entries[2 * at + 1] = value;
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
    void forEach(BiConsumer<? super K, ? super V> action) {
        for (int at = 0; at < hashes.length; at++) {
            K key = key(at);
            V value = value(at);
            if (key != null && value != null) {
                action.accept(key, value);
            }
        }
    }

    /** The place of the key, or where it would go. */
    private int find(Object key, int hash) {
        int at = home(hash);
        while (hashes[at] != 0 && !(hashes[at] == hash && key.equals(entries[2 * at]))) {
            at = next(at);
        }
        return at;
    }

    /** Moves back into the gap what was pushed behind it, and so on with the gap that it leaves. */
    private void close(int removed) {
        int gap = removed;
        for (int at = next(gap); hashes[at] != 0; at = next(at)) {
            // It may go back unless its home lies behind the gap. Distances are counted around the end.
            if (distance(home(hashes[at]), at) >= distance(gap, at)) {
                move(at, gap);
                gap = at;
            }
        }
        hashes[gap] = 0;
        entries[2 * gap] = null;
        entries[2 * gap + 1] = null;
    }

    private void move(int from, int to) {
        hashes[to] = hashes[from];
        entries[2 * to] = entries[2 * from];
        entries[2 * to + 1] = entries[2 * from + 1];
    }

    private void resize(int places) {
        int[] oldHashes = hashes;
        @Nullable Object[] oldEntries = entries;
        hashes = new int[places];
        entries = new @Nullable Object[2 * places];
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] != 0) {
                int at = home(oldHashes[i]);
                while (hashes[at] != 0) {
                    at = next(at);
                }
                hashes[at] = oldHashes[i];
                entries[2 * at] = oldEntries[2 * i];
                entries[2 * at + 1] = oldEntries[2 * i + 1];
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
    private @Nullable K key(int at) {
        return (K) entries[2 * at];
    }

    @SuppressWarnings("unchecked")
    private @Nullable V value(int at) {
        return (V) entries[2 * at + 1];
    }
}
