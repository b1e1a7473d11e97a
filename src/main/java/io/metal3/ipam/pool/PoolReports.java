package io.metal3.ipam.pool;

import io.metal3.ipam.allocator.PoolKey;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Decides when the counts of a pool are written: at once after a quiet time, then at most once in the interval, however many
 * claims come and go in between. The interval grows with the addresses that the status lists: with thousands of them the API server
 * works on one write for as long as on the writes of dozens of claims. Thread-safe; {@link #touch} costs a map lookup.
 */
public final class PoolReports {

    /**
     * So that a list that grows takes some hundredths of what a small control plane has: of processor time the API server needs 0.15 ms
     * for an entry, and we, who are shown it again, about half of that.
     */
    private static final Duration FOR_AN_ENTRY = Duration.ofMillis(4);

    /** Nobody waits longer than this for the counts of a large pool. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final Duration interval;
    private final ToLongFunction<PoolKey> entries;
    private final ScheduledExecutorService timer;
    private final Consumer<PoolKey> report;

    /** Pools that were reported within the last interval; true when something changed since. */
    private final Map<PoolKey, Boolean> recent = new ConcurrentHashMap<>();

    /**
     * Nothing is due at first.
     *
     * @param interval of a pool that lists nothing
     * @param entries how many addresses the status of the pool lists
     * @param report asks for one look at the pool; must not block
     */
    public PoolReports(
            Duration interval, ToLongFunction<PoolKey> entries, ScheduledExecutorService timer, Consumer<PoolKey> report) {
        this.interval = interval;
        this.entries = entries;
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
        var pause = pause(interval, entries.applyAsLong(pool));
        var unused = timer.schedule(() -> intervalEnded(pool), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Between two writes of a status with so many entries; never shorter than the interval. */
    static Duration pause(Duration interval, long entries) {
        var whole = interval.plus(FOR_AN_ENTRY.multipliedBy(entries));
        return Collections.max(List.of(interval, Collections.min(List.of(whole, LONGEST))));
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
