package io.metal3.ipam.claim;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Since when there have been claims of a kind without a break, as far as this manager knows. For a moment after their first one another
 * manager may take it for granted that there are none, and not look for their addresses: {@link Absence}.
 *
 * <p>A list may skip a time without any, so with its end it begins anew. What a list shows before its end is looked at in the light of what
 * was there before; but the end comes before the answer to the first request that could come of it, where not hundreds of claims
 * have been made within that moment. Thread-safe.
 */
final class Presence {

    private final Clock clock;
    private volatile Instant since;

    Presence(Clock clock) {
        this.clock = clock;
        since = clock.instant();
    }

    /** The first claim has come, or a list is at its end. */
    void begins() {
        since = clock.instant();
    }

    /** For how long another manager may yet take it for granted that there is no claim of the kind. */
    Duration untilKnown() {
        var now = clock.instant();
        if (now.isBefore(since)) {
            // The clock was set back: better once more than until it gets there again.
            since = now;
        }
        var rest = Absence.HOLDS.minus(Duration.between(since, now));
        // At the very end it still holds.
        return rest.isNegative() ? Duration.ZERO : rest.plusMillis(1);
    }
}
