package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All claims of one pool that wait: in line for any free number, or for one certain number.
 *
 * <p>Those who wait for one number queue for it, whose own it is by right before the others, and else by age. While
 * nobody has the number, the first of its queue is <em>called</em>: if it competes for it, it stands in the pool's line
 * like everybody else and may have it when it has come to the front; if the number is its own by right, it may have it
 * at once; and if it had the number before, the number is due to it, and is reserved before anybody can ask. The second
 * is called when the first has left. Not thread-safe.
 */
final class WaitingRoom {

    private final Map<ClaimKey, Ticket> tickets = new HashMap<>();

    /** Number to the tickets that will take no other; none is empty. */
    private final Map<Address, TreeSet<Ticket>> queues = new HashMap<>();

    /** Number to the first of its queue, for each number that has a queue and that nobody holds. */
    private final Map<Address, Ticket> called = new HashMap<>();

    /** The tickets for any number, and the called ones that compete for a free number. */
    private final WaitingLine line;

    private final WakeList wakeList;
    private final Predicate<Address> isHeld;
    private final Predicate<Address> isFree;

    /**
     * @param isHeld whether somebody holds the number
     * @param isFree whether it is one of those that the line waits for
     */
    WaitingRoom(WakeList wakeList, Predicate<Address> isHeld, Predicate<Address> isFree) {
        this.wakeList = wakeList;
        this.isHeld = isHeld;
        this.isFree = isFree;
        line = new WaitingLine(wakeList);
    }

    int size() {
        return tickets.size();
    }

    Collection<Ticket> tickets() {
        return List.copyOf(tickets.values());
    }

    @Nullable Ticket ticketOf(ClaimKey claim) {
        return tickets.get(claim);
    }

    /** Takes the place of an earlier ticket of the claim. The claim itself is not put on the wake list. */
    void join(Ticket ticket) {
        if (ticket.equals(tickets.get(ticket.claim()))) {
            return;
        }
        leave(ticket.claim());
        tickets.put(ticket.claim(), ticket);
        Address number = ticket.number();
        if (number == null) {
            line.add(ticket);
        } else {
            queues.computeIfAbsent(number, n -> new TreeSet<>(Ticket.BY_RIGHT)).add(ticket);
            call(number);
        }
        wakeList.remove(ticket);
    }

    void leave(ClaimKey claim) {
        Ticket ticket = tickets.remove(claim);
        if (ticket == null) {
            return;
        }
        Address number = ticket.number();
        if (number == null) {
            line.remove(ticket);
            return;
        }
        TreeSet<Ticket> queue = queues.get(number);
        if (queue != null && queue.remove(ticket) && queue.isEmpty()) {
            queues.remove(number);
        }
        call(number);
    }

    /** Whether a claim for any number need not wait at all. */
    boolean hasSpare() {
        return line.hasSpare();
    }

    /** Whether it is this claim's turn, for any number or for its own. */
    boolean mayServe(Ticket ticket) {
        return line.isInFront(ticket);
    }

    /** To be told after the number was taken, or was given back, and how many numbers are free now. */
    void numberChanged(Address number, long free) {
        if (isHeld.test(number)) {
            // The one who was called for it steps out first: it competes no longer, and nobody moves for it.
            call(number);
            line.setFree(free);
        } else {
            line.setFree(free);
            call(number);
        }
    }

    void setFree(long free) {
        line.setFree(free);
    }

    /** Puts everybody on the wake list who may have a number now. */
    void wakeAll() {
        for (Ticket ticket : tickets.values()) {
            if (line.isInFront(ticket)) {
                wakeList.add(ticket);
            } else if (isCalledByRight(ticket)) {
                wakeByRight(ticket);
            }
        }
    }

    /** Empties the room. */
    void close() {
        tickets().forEach(t -> leave(t.claim()));
    }

    private boolean isCalledByRight(Ticket ticket) {
        return !ticket.competes() && ticket.number() != null && ticket.equals(called.get(ticket.number()));
    }

    private void wakeByRight(Ticket ticket) {
        if (ticket.isRemembered()) {
            wakeList.addDue(ticket);
        } else {
            wakeList.add(ticket);
        }
    }

    /** Settles who is called for the number. */
    private void call(Address number) {
        TreeSet<Ticket> queue = queues.get(number);
        Ticket next = queue == null || isHeld.test(number) ? null : queue.first();
        Ticket previous = next == null ? called.remove(number) : called.put(number, next);
        if (Objects.equals(previous, next)) {
            return;
        }
        if (previous != null) {
            line.remove(previous);
            wakeList.remove(previous);
        }
        if (next == null) {
            return;
        }
        if (!next.competes()) {
            wakeByRight(next);
        } else if (isFree.test(number)) {
            line.add(next);
            if (line.isInFront(next)) {
                wakeList.add(next);
            }
        }
    }
}
