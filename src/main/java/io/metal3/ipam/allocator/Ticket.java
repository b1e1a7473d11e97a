package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A claim that waits. Sorts by age, oldest first; a claim never has two tickets.
 *
 * @param number the one number that will do, or null where any will
 * @param why why only that one; null with number
 */
record Ticket(Instant created, ClaimKey claim, @Nullable Address number, @Nullable Wanted why)
        implements Comparable<Ticket> {

    /** Who has a right to a number goes before all who merely ask for it. */
    static final Comparator<Ticket> BY_RIGHT =
            Comparator.comparing(Ticket::competes).thenComparing(Comparator.naturalOrder());

    static Ticket forAny(Instant created, ClaimKey claim) {
        return new Ticket(created, claim, null, null);
    }

    /** Whether its number is one of the free ones that all wait for, and not its own by right. */
    boolean competes() {
        return why == null || why == Wanted.REQUESTED;
    }

    /** Whether the claim had its number before, so that it is to have it again whatever else has changed. */
    boolean isRemembered() {
        return why == Wanted.REMEMBERED;
    }

    @Override
    public int compareTo(Ticket other) {
        int byAge = created.compareTo(other.created);
        return byAge != 0 ? byAge : claim.compareTo(other.claim);
    }
}
