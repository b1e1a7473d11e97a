package io.metal3.ipam.claim;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How long to leave a claim alone when the API server has refused to write for it. Not long at first: one that has just started knows
 * nobody's rights for a second, and forbids everything. Longer each time, because most refusals last. Thread-safe.
 */
final class Refusals {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    /** More doublings than it takes from the first to the longest. */
    private static final int MANY = 10;

    /** How often in a row, by the uid of the claim. */
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /** One more refusal; the time until the claim is looked at again. */
    Duration next(String uid) {
        int count = counts.merge(uid, 1, (before, one) -> Math.min(before + one, MANY));
        var time = FIRST.multipliedBy(1L << (count - 1));
        return time.compareTo(LONGEST) < 0 ? time : LONGEST;
    }

    /** The claim was served, or is gone. */
    void forget(String uid) {
        counts.remove(uid);
    }
}
