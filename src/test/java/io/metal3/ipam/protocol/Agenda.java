package io.metal3.ipam.protocol;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a process has to look at: now, as soon as it is out of work again, or at some time. As the framework keeps it. */
final class Agenda {

    /** A look at one object. */
    record Look(boolean atAClaim, int door, String name) {
        @Override
        public String toString() {
            return (atAClaim ? ModelServer.CLAIM_KINDS : ModelServer.ADDRESS_KINDS).get(door) + " " + name;
        }
    }

    private record Timer(Instant due, Look look) {}

    private final Set<Look> due = new LinkedHashSet<>();
    private final Set<Look> inWork = new HashSet<>();
    private final List<Timer> timers = new ArrayList<>();

    /** What is gone, and nobody has looked at that yet: the last version of each. */
    private final Map<Look, Deque<HasMetadata>> gone = new HashMap<>();

    void add(Look look) {
        due.add(look);
    }

    void addLast(Look look, HasMetadata isGone) {
        gone.computeIfAbsent(look, l -> new ArrayDeque<>()).addLast(isGone);
        due.add(look);
    }

    /** Once more, later. */
    void add(Look look, Instant when) {
        timers.add(new Timer(when, look));
    }

    /** The same, of an object that is gone. */
    void addFirst(Look look, HasMetadata isGone, Instant when) {
        gone.computeIfAbsent(look, l -> new ArrayDeque<>()).addFirst(isGone);
        add(look, when);
    }

    /** What one could begin with. */
    List<Look> due() {
        if (due.isEmpty()) {
            return List.of();
        }
        var result = new ArrayList<Look>(due.size());
        for (var look : due) {
            if (!inWork.contains(look)) {
                result.add(look);
            }
        }
        return result;
    }

    /**
     * A look begins.
     *
     * @return the object as it was last, if it is to be looked at because it is gone
     */
    @Nullable HasMetadata begin(Look look) {
        var past = gone.remove(look);
        // The framework remembers one of them only.
        var last = past == null ? null : past.peekLast();
        due.remove(look);
        if (last != null) {
            // And then at what has the name now.
            due.add(look);
        }
        inWork.add(look);
        return last;
    }

    void end(Look look) {
        inWork.remove(look);
    }

    Optional<Instant> nextTimer() {
        return timers.stream().map(Timer::due).min(Instant::compareTo);
    }

    void timePasses(Instant now) {
        for (var all = timers.iterator(); all.hasNext(); ) {
            var timer = all.next();
            if (!timer.due().isAfter(now)) {
                all.remove();
                due.add(timer.look());
            }
        }
    }
}
