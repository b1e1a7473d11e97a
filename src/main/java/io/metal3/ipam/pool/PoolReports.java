package io.metal3.ipam.pool;

import io.metal3.ipam.allocator.PoolKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Decides when the counts of a pool are written: at once after a quiet time, then at most once in the interval, however many
 * claims come and go in between. Thread-safe; {@link #touch} costs a map lookup.
 */
public final class PoolReports {

    private final Duration interval;
    private final ScheduledExecutorService timer;
    private final Consumer<PoolKey> report;

    /** Pools that were reported within the last interval; true when something changed since. */
    private final Map<PoolKey, Boolean> recent = new ConcurrentHashMap<>();

    /**
     * Nothing is due at first.
     *
     * @param report asks for one look at the pool; must not block
     */
    public PoolReports(Duration interval, ScheduledExecutorService timer, Consumer<PoolKey> report) {
        this.interval = interval;
        this.timer = timer;
        this.report = report;
    }

    /** Something that a pool's status tells has changed. */
    public void touch(PoolKey pool) {
        if (recent.putIfAbsent(pool, false) == null) {
            reportNow(pool);
        } else if (recent.computeIfPresent(pool, (k, v) -> true) == null) {
            // The interval ended between the two looks.
            touch(pool);
        }
    }

    private void reportNow(PoolKey pool) {
        report.accept(pool);
        var unused = timer.schedule(() -> intervalEnded(pool), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void intervalEnded(PoolKey pool) {
        var again = new boolean[1];
        recent.computeIfPresent(pool, (k, changed) -> {
            again[0] = changed;
            return changed ? Boolean.FALSE : null;
        });
        if (again[0]) {
            reportNow(pool);
        }
    }
}
