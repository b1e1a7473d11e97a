package io.metal3.ipam.pool;

import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.Conditions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pools without a Cluster that come from elsewhere, by a move or a restore. Such a pool comes before the claims and addresses that hold
 * its numbers, and no paused Cluster says so: whoever asked it for a new number meanwhile would get one that somebody has. So none is given,
 * and no address is made, until nothing of it has come for a while, and no Cluster of its namespace is paused, as all are until the end of a move.
 * Thread-safe.
 */
final class Arriving {

    /** Longer than clusterctl, or a restore, takes from one object to the next. */
    static final Duration QUIET = Duration.ofSeconds(10);

    private final Clock clock;
    private final Map<String, Seen> byUid = new ConcurrentHashMap<>();

    private record Seen(long allocated, Instant since) {}

    Arriving(Clock clock) {
        this.clock = clock;
    }

    /**
     * Whether a pool that is seen for the first time comes from elsewhere: we have served it, since it bears our finalizer, and our
     * status is not there. A move and a restore drop that.
     */
    static boolean is(IPPool pool) {
        var spec = pool.getSpec();
        var status = pool.getStatus();
        return pool.hasFinalizer(MetadataKeys.POOL_FINALIZER)
                && spec != null
                && spec.clusterName() == null
                && (status == null
                        || Conditions.find(status.conditions(), Conditions.READY)
                                .filter(ready -> PoolStatusRenderer.ARRIVING.equals(ready.getReason()))
                                .isPresent());
    }

    /** Whether all has come, as far as one can know; asked again and again, with the addresses that have come so far. */
    boolean isOver(Pool pool, long allocated, boolean clusterIsPaused) {
        var now = clock.instant();
        var last = byUid.compute(
                pool.uid(), (uid, seen) -> seen == null || seen.allocated != allocated ? new Seen(allocated, now) : seen);
        if (clusterIsPaused || now.isBefore(last.since.plus(QUIET))) {
            return false;
        }
        byUid.remove(pool.uid());
        return true;
    }

    /** The pool is gone. */
    void forget(String uid) {
        byUid.remove(uid);
    }
}
