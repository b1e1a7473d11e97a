package io.metal3.ipam.allocator;

import java.util.List;
import java.util.TreeSet;

/**
 * The claims that somebody must look at again and has not been told of yet. A claim whose chance passes before that is
 * taken off again. Not thread-safe.
 */
final class WakeList {

    private final TreeSet<Ticket> tickets = new TreeSet<>();

    void add(Ticket ticket) {
        tickets.add(ticket);
    }

    void remove(Ticket ticket) {
        tickets.remove(ticket);
    }

    /** All of them, oldest first; afterwards they count as told. */
    List<ClaimKey> drain() {
        if (tickets.isEmpty()) {
            return List.of();
        }
        List<ClaimKey> claims = tickets.stream().map(Ticket::claim).toList();
        tickets.clear();
        return claims;
    }
}
