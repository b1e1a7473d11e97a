package io.metal3.ipam.pool;

import io.metal3.ipam.allocator.PoolDefinition;
import io.metal3.ipam.allocator.PoolKey;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An IPPool as the rest of the manager sees it: parsed once, trusted from then on.
 *
 * @param definition the sound part of the spec; it has no ranges when nothing in it is sound
 * @param faults what is unsound in the spec; those parts are not allocated from
 * @param clusterName the Cluster it belongs to, or null
 * @param paused whether the object carries the paused annotation
 * @param arriving whether it came from elsewhere, so that who holds its addresses may still be on the way
 */
public record Pool(
        PoolKey key,
        String uid,
        long generation,
        PoolDefinition definition,
        List<SpecFault> faults,
        @Nullable String clusterName,
        boolean paused,
        boolean deleting,
        boolean arriving) {

    private static final int MOST_TOLD = 10;

    public Pool {
        faults = List.copyOf(faults);
    }

    /** Whether a claim can be served from it at all. */
    public boolean isServing() {
        return !deleting && !definition.ranges().isEmpty();
    }

    /** The same, once all that belongs to it has come. */
    public Pool arrived() {
        return new Pool(key, uid, generation, definition, faults, clusterName, paused, deleting, false);
    }

    /** What is wrong, each with its field path; of many faults the first. Every claim that waits for the pool is told it. */
    public String faultText() {
        var told = faults.stream().limit(MOST_TOLD).map(SpecFault::toString).collect(Collectors.joining("; "));
        var more = faults.size() - MOST_TOLD;
        return more > 0 ? told + "; and " + more + " more" : told;
    }
}
