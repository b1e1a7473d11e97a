package io.metal3.ipam.allocator;

import java.util.TreeSet;

/**
 * The claims of one pool that compete for its free numbers, by age. As many as there are free numbers stand in front
 * and may have one; so a younger claim gets a number only if one is left for each older one. Not thread-safe.
 *
 * <pre>
 *   free = 3      a b c | d e f g        oldest first
 *                 front | rest
 * </pre>
 *
 * <p>Who moves up from the rest is put on the wake list, and who is moved down, or leaves, is taken off it.
 */
final class WaitingLine {

    private final TreeSet<Ticket> front = new TreeSet<>();

    /** All of them are younger than all in front. Empty unless the front has {@link #free} tickets. */
    private final TreeSet<Ticket> rest = new TreeSet<>();

    private final WakeList wakeList;

    /** How many may stand in front. */
    private long free;

    WaitingLine(WakeList wakeList) {
        this.wakeList = wakeList;
    }

    void setFree(long numbers) {
        free = numbers;
        settle();
    }

    /** Whoever comes straight to the front is not put on the wake list: the caller knows. */
    void add(Ticket ticket) {
        front.add(ticket);
        if (!rest.isEmpty() && rest.first().compareTo(ticket) < 0) {
            front.remove(ticket);
            rest.add(ticket);
        }
        settle();
    }

    void remove(Ticket ticket) {
        if (front.remove(ticket)) {
            wakeList.remove(ticket);
        } else {
            rest.remove(ticket);
        }
        settle();
    }

    /** Whether more numbers are free than claims stand here, so that anybody who came would come to the front. */
    boolean hasSpare() {
        return front.size() < free;
    }

    boolean isInFront(Ticket ticket) {
        return front.contains(ticket);
    }

    private void settle() {
        while (front.size() > free) {
            Ticket youngest = front.removeLast();
            wakeList.remove(youngest);
            rest.add(youngest);
        }
        while (front.size() < free && !rest.isEmpty()) {
            Ticket oldest = rest.removeFirst();
            wakeList.add(oldest);
            front.add(oldest);
        }
    }
}
