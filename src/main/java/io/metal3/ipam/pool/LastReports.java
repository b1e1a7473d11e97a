package io.metal3.ipam.pool;

import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.api.v1alpha1.IPPoolStatus;
import io.metal3.ipam.kube.Written;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The status that was written to each pool last, until the watch shows it: a look in between, as our own finalizer calls for one,
 * would else write and tell the same once more. Thread-safe.
 */
final class LastReports {

    private final Map<PoolKey, Report> reports = new ConcurrentHashMap<>();

    private record Report(String uid, long version, IPPoolStatus status) {}

    /** What the pool says by now, as far as is known. */
    @Nullable IPPoolStatus current(IPPool pool) {
        var meta = pool.getMetadata();
        var report = reports.get(Pools.key(pool));
        if (report == null) {
            return pool.getStatus();
        }
        if (report.uid().equals(meta.getUid()) && version(meta.getResourceVersion()) < report.version()) {
            return report.status();
        }
        reports.remove(Pools.key(pool), report);
        return pool.getStatus();
    }

    /** This status was written to the pool, which made it what the answer says. */
    void written(IPPool pool, IPPoolStatus status, Written answer) {
        reports.put(Pools.key(pool), new Report(answer.uid(), version(answer.resourceVersion()), status));
    }

    /** The pool is gone. */
    void forget(PoolKey pool) {
        reports.remove(pool);
    }

    /** The API server counts them up; where one is no number, none is older than another. */
    private static long version(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
