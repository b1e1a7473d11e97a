package io.metal3.ipam.kube;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * To whom something has happened of late: an object that is gone, say, for as long as an answer may still be on its way that shows it.
 * Whoever it has happened to longer ago is forgotten. Thread-safe.
 *
 * @param <K> says who
 */
public final class Lately<K> {

    /** When it happened last, in the order of time. */
    @GuardedBy("this")
    private final Map<K, Instant> times = new LinkedHashMap<>();

    private final Clock clock;
    private final Duration patience;

    /**
     * Knows of nobody.
     *
     * @param patience for how long it counts as of late
     */
    public Lately(Clock clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
    }

    /** It happens now. */
    public synchronized void add(K key) {
        forgetTheOthers();
        times.remove(key);
        times.put(key, clock.instant());
    }

    public synchronized boolean contains(K key) {
        forgetTheOthers();
        return times.containsKey(key);
    }

    /**
     * It counts no more.
     *
     * @return whether it did
     */
    public synchronized boolean remove(K key) {
        forgetTheOthers();
        return times.remove(key) != null;
    }

    @GuardedBy("this")
    private void forgetTheOthers() {
        var limit = clock.instant().minus(patience);
        var oldest = times.values().iterator();
        while (oldest.hasNext() && oldest.next().isBefore(limit)) {
            oldest.remove();
        }
    }
}
