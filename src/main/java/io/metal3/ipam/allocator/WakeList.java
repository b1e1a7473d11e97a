package io.metal3.ipam.allocator;

import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The claims that somebody must look at again and has not been told of yet. A claim whose chance passes before that is
 * taken off again. Not thread-safe.
 *
 * <p>Three sorts are kept apart. Those that may have a number have still to ask for it. Those whose former number has
 * come free are <em>due</em>: it is reserved to them before anything else happens. From then on they are
 * <em>granted</em>, and have only to be told.
 */
final class WakeList {

    private final TreeSet<Ticket> tickets = new TreeSet<>();
    private final TreeSet<Ticket> due = new TreeSet<>();
    private final TreeSet<Ticket> granted = new TreeSet<>();

    void add(Ticket ticket) {
        tickets.add(ticket);
    }

    void addDue(Ticket ticket) {
        due.add(ticket);
    }

    /** The number of this ticket is its own now; it is in no waiting room any more. */
    void addGranted(Ticket ticket) {
        granted.add(ticket);
    }

    /** The oldest whose own number is to be reserved to it, or null. */
    @Nullable Ticket firstDue() {
        return due.isEmpty() ? null : due.first();
    }

    void remove(Ticket ticket) {
        tickets.remove(ticket);
        due.remove(ticket);
    }

    /** The claim knows what it was granted, or has it no more. */
    void removeGranted(ClaimKey claim) {
        if (!granted.isEmpty()) {
            granted.removeIf(ticket -> ticket.claim().equals(claim));
        }
    }

    /** All of them, oldest first; afterwards they count as told. */
    List<ClaimKey> drain() {
        if (tickets.isEmpty() && granted.isEmpty()) {
            return List.of();
        }
        tickets.addAll(granted);
        List<ClaimKey> claims = tickets.stream().map(Ticket::claim).toList();
        tickets.clear();
        granted.clear();
        return claims;
    }
}
