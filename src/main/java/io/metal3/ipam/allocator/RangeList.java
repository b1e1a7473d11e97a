package io.metal3.ipam.allocator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Ranges of 128-bit numbers in ascending order, in arrays: of a tree of addresses each entry would cost three objects, and each
 * step down to it two fetches from memory. Knows nothing of what the ranges mean. Not thread-safe.
 *
 * <pre>
 *   chunks    [ [2..4][7..7] ]  [ [9..12] ]  ...     each holds a few ranges and is never empty
 * </pre>
 *
 * <p>A place says where a range stands, {@code chunk * 2^32 + index}; it is good until the next change.
 */
final class RangeList {

    /** In place of a place. */
    static final long NONE = -1;

    /** How many ranges a chunk has at most: so many are moved when one comes or goes. */
    private static final int MOST = 64;

    /** The words of a range: its first number, high and low, and its last. */
    private static final int WORDS = 4;

    private static final long[] NOTHING = {};

    private long[][] chunks = {NOTHING};

    /** How many ranges each chunk holds. */
    private int[] sizes = new int[1];

    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    long firstPlace() {
        return count == 0 ? NONE : 0;
    }

    long lastPlace() {
        return count == 0 ? NONE : place(count - 1, sizes[count - 1] - 1);
    }

    /** That of the last range which begins at the number or below. */
    long floor(long high, long low) {
        int chunk = lastAtOrBelow(count, high, low, null);
        return chunk < 0 ? NONE : place(chunk, lastAtOrBelow(sizes[chunk], high, low, chunks[chunk]));
    }

    long after(long place) {
        int chunk = chunk(place);
        if (index(place) + 1 < sizes[chunk]) {
            return place + 1;
        }
        return chunk + 1 < count ? place(chunk + 1, 0) : NONE;
    }

    long before(long place) {
        int chunk = chunk(place);
        if (index(place) > 0) {
            return place - 1;
        }
        return chunk > 0 ? place(chunk - 1, sizes[chunk - 1] - 1) : NONE;
    }

    long firstHigh(long place) {
        return chunks[chunk(place)][WORDS * index(place)];
    }

    long firstLow(long place) {
        return chunks[chunk(place)][WORDS * index(place) + 1];
    }

    long lastHigh(long place) {
        return chunks[chunk(place)][WORDS * index(place) + 2];
    }

    long lastLow(long place) {
        return chunks[chunk(place)][WORDS * index(place) + 3];
    }

    /** Where the range begins from now on; the order must stay. */
    void setFirst(long place, long high, long low) {
        chunks[chunk(place)][WORDS * index(place)] = high;
        chunks[chunk(place)][WORDS * index(place) + 1] = low;
    }

    /** Where the range ends from now on. */
    void setLast(long place, long high, long low) {
        chunks[chunk(place)][WORDS * index(place) + 2] = high;
        chunks[chunk(place)][WORDS * index(place) + 3] = low;
    }

    /** Adds a range behind the one at that place, or before all others. */
    void insertAfter(long place, long firstHigh, long firstLow, long lastHigh, long lastLow) {
        int chunk = place == NONE ? 0 : chunk(place);
        int index = place == NONE ? 0 : index(place) + 1;
        if (count == 0) {
            openChunk(0, new long[WORDS]);
        } else if (sizes[chunk] == MOST) {
            // Half of it goes; but where ranges come in ascending order, nothing: else every chunk would stay half full.
            int stay = index == MOST && chunk == count - 1 ? MOST : MOST / 2;
            openChunk(chunk + 1, Arrays.copyOfRange(chunks[chunk], WORDS * stay, WORDS * MOST));
            sizes[chunk + 1] = MOST - stay;
            sizes[chunk] = stay;
            if (index > stay || stay == MOST) {
                chunk++;
                index -= stay;
            }
        }
        makeRoom(chunk, index);
        long[] words = chunks[chunk];
        words[WORDS * index] = firstHigh;
        words[WORDS * index + 1] = firstLow;
        words[WORDS * index + 2] = lastHigh;
        words[WORDS * index + 3] = lastLow;
    }

    void remove(long place) {
        int chunk = chunk(place);
        int index = index(place);
        int size = --sizes[chunk];
        if (size == 0) {
            closeChunk(chunk);
            return;
        }
        long[] words = chunks[chunk];
        System.arraycopy(words, WORDS * (index + 1), words, WORDS * index, WORDS * (size - index));
        if (4 * WORDS * size <= words.length) {
            chunks[chunk] = Arrays.copyOf(words, words.length / 2);
        }
    }

    /**
     * The index of the last range that begins at the number or below, or -1.
     *
     * @param words those of a chunk, or null to look among the first ranges of all chunks
     */
    private int lastAtOrBelow(int size, long high, long low, long @Nullable [] words) {
        int from = 0;
        int to = size;
        while (from < to) {
            int middle = (from + to) >>> 1;
            long[] at = words == null ? chunks[middle] : words;
            int word = words == null ? 0 : WORDS * middle;
            int order = Long.compareUnsigned(at[word], high);
            if (order < 0 || (order == 0 && Long.compareUnsigned(at[word + 1], low) <= 0)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from - 1;
    }

    private void makeRoom(int chunk, int index) {
        int size = sizes[chunk]++;
        if (WORDS * size == chunks[chunk].length) {
            chunks[chunk] = Arrays.copyOf(chunks[chunk], WORDS * Math.min(MOST, 2 * size));
        }
        long[] words = chunks[chunk];
        System.arraycopy(words, WORDS * index, words, WORDS * (index + 1), WORDS * (size - index));
    }

    private void openChunk(int at, long[] words) {
        if (count == chunks.length) {
            chunks = Arrays.copyOf(chunks, 2 * count);
            Arrays.fill(chunks, count, chunks.length, NOTHING);
            sizes = Arrays.copyOf(sizes, 2 * count);
        }
        System.arraycopy(chunks, at, chunks, at + 1, count - at);
        System.arraycopy(sizes, at, sizes, at + 1, count - at);
        chunks[at] = words.length == 0 ? new long[WORDS] : words;
        sizes[at] = 0;
        count++;
    }

    private void closeChunk(int at) {
        count--;
        System.arraycopy(chunks, at + 1, chunks, at, count - at);
        System.arraycopy(sizes, at + 1, sizes, at, count - at);
        chunks[count] = NOTHING;
        if (4 * count <= chunks.length && chunks.length > 1) {
            chunks = Arrays.copyOf(chunks, chunks.length / 2);
            sizes = Arrays.copyOf(sizes, sizes.length / 2);
        }
    }

    private static long place(int chunk, int index) {
        return (long) chunk << 32 | index;
    }

    private static int chunk(long place) {
        return (int) (place >>> 32);
    }

    private static int index(long place) {
        return (int) place;
    }
}
