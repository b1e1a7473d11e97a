package io.metal3.ipam.claim;

import java.time.Clock;
import java.util.function.BooleanSupplier;

/**
 * Claims of a kind that has no front door here: its definitions have just been installed, or are being changed, and the watch of them is
 * late perhaps. Another manager may serve such claims already. Thread-safe.
 */
public final class Unserved {

    private final BooleanSupplier isClosed;
    private final Absence absence;

    /**
     * Knows of no claim yet.
     *
     * @param isClosed whether the kind has no front door now
     * @param isAny whether there is any claim of it all the same: a fresh read
     */
    public Unserved(BooleanSupplier isClosed, BooleanSupplier isAny, Clock clock) {
        this.isClosed = isClosed;
        absence = new Absence(isAny, clock);
    }

    /**
     * Whether there is any.
     *
     * @param afresh whether it has to be asked now, and not only a moment ago
     */
    boolean isAny(boolean afresh) {
        return isClosed.getAsBoolean() && !absence.holds(afresh);
    }
}
