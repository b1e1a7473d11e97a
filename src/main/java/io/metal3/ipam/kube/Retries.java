package io.metal3.ipam.kube;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * When to try again what the API server refuses. Soon at first: one that has just started knows nobody's rights for a second, and
 * forbids everything. Then more and more rarely, because most refusals last; but nothing tells when a quota is raised or a policy is
 * changed, so it is asked. Thread-safe.
 *
 * @param <K> names an object
 */
public final class Retries<K> {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LAST = Duration.ofMinutes(10);

    /** In the order of their first refusal. */
    private final Map<K, Entry> refused = new LinkedHashMap<>();

    private final Clock clock;
    private final Duration first;
    private final Duration last;

    private record Entry(Object state, Duration pause, Instant due) {}

    public Retries(Clock clock) {
        this(clock, FIRST, LAST);
    }

    /**
     * For what need not wait as long.
     *
     * @param first the pause after the first refusal; twice as long after each other
     * @param last the longest
     */
    public Retries(Clock clock, Duration first, Duration last) {
        this.clock = clock;
        this.first = first;
        this.last = last;
    }

    /**
     * It was refused, in this state; in another one it begins anew.
     *
     * @return how long to wait
     */
    public synchronized Duration refused(K key, Object state) {
        var before = refused.get(key);
        var pause = before == null || !before.state().equals(state) ? first : min(before.pause().multipliedBy(2), last);
        refused.put(key, new Entry(state, pause, clock.instant().plus(pause)));
        return pause;
    }

    /** Whether it has been refused in this state before. */
    public synchronized boolean knows(K key, Object state) {
        var entry = refused.get(key);
        return entry != null && entry.state().equals(state);
    }

    /** Whether the last try was refused. */
    public synchronized boolean knows(K key) {
        return refused.containsKey(key);
    }

    /** How long it is not worth a try in this state; zero when it is. */
    public synchronized Duration left(K key, Object state) {
        var entry = refused.get(key);
        if (entry == null || !entry.state().equals(state)) {
            return Duration.ZERO;
        }
        var left = Duration.between(clock.instant(), entry.due());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * It is refused no more, or gone.
     *
     * @return whether it was
     */
    public synchronized boolean over(K key) {
        return refused.remove(key) != null;
    }

    /** Those that have been refused longest. */
    public synchronized List<K> longest(int most, Predicate<K> wanted) {
        return refused.keySet().stream().filter(wanted).limit(most).toList();
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
