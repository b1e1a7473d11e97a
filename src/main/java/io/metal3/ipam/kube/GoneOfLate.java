package io.metal3.ipam.kube;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Objects that are known to be gone, by their uids, for as long as something may still be on its way that was sent while they were there: an
 * answer that shows them, or a request that was made for them. Thread-safe.
 */
public final class GoneOfLate {

    @GuardedBy("this")
    private final Map<String, Instant> since = new LinkedHashMap<>();

    private final Clock clock;
    private final Duration patience;

    public GoneOfLate(Clock clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
    }

    public synchronized void add(String uid) {
        dropUntil(clock.instant().minus(patience));
        since.putIfAbsent(uid, clock.instant());
    }

    public synchronized boolean contains(String uid) {
        dropUntil(clock.instant().minus(patience));
        return since.containsKey(uid);
    }

    @GuardedBy("this")
    private void dropUntil(Instant limit) {
        var oldest = since.values().iterator();
        while (oldest.hasNext() && oldest.next().isBefore(limit)) {
            oldest.remove();
        }
    }
}
