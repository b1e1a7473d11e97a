package io.metal3.ipam.claim;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * That there is no claim of a kind. The API server is asked, but not for each address that is made: what it has said holds for a moment.
 * Whoever begins to serve such claims has to wait for that moment to be over, which {@link Presence} tells. Thread-safe.
 */
final class Absence {

    /** How long an answer holds, from when it was asked for; on the clock of whoever asked, which need not agree with that of others. */
    static final Duration HOLDS = Duration.ofSeconds(1);

    /** From then on one of those who want to know asks again, so that the others need not. */
    private static final Duration RENEWED_AFTER = HOLDS.dividedBy(2);

    private final BooleanSupplier isAny;
    private final Clock clock;
    private final AtomicBoolean isBeingRenewed = new AtomicBoolean();
    private volatile Instant begun = Instant.MIN;

    /**
     * Knows nothing yet.
     *
     * @param isAny whether there is any claim of the kind: a fresh read
     */
    Absence(BooleanSupplier isAny, Clock clock) {
        this.isAny = isAny;
        this.clock = clock;
    }

    /**
     * Whether there is no claim of the kind. A failure to read rises.
     *
     * @param afresh whether it has to be asked now, and not only a moment ago
     */
    boolean holds(boolean afresh) {
        var age = Duration.between(begun, clock.instant());
        if (afresh || age.isNegative() || age.compareTo(HOLDS) > 0) {
            return isNow();
        }
        if (age.compareTo(RENEWED_AFTER) > 0 && isBeingRenewed.compareAndSet(false, true)) {
            try {
                return isNow();
            } finally {
                isBeingRenewed.set(false);
            }
        }
        return true;
    }

    private boolean isNow() {
        var now = clock.instant();
        if (isAny.getAsBoolean()) {
            return false;
        }
        begun = now;
        return true;
    }
}
