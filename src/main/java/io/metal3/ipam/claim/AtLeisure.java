package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.ClaimKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Claims that have their address and only want something told or written: after a switch from another manager that may be all there
 * are. They are woken a few at a time, so that a claim which is waited for stands behind those few and not behind all. Thread-safe.
 */
final class AtLeisure {

    /** As many as the manager looks at at once, unless it is told otherwise: so nobody is idle while one of them waits. */
    private static final int AT_ONCE = 10;

    private final Predicate<ClaimKey> wake;
    private final Set<ClaimKey> waiting = new LinkedHashSet<>();
    private final Set<ClaimKey> woken = new HashSet<>();

    /**
     * Nobody waits.
     *
     * @param wake asks for a look at a claim; false where there is no need of one any more
     */
    AtLeisure(Predicate<ClaimKey> wake) {
        this.wake = wake;
    }

    /** These are to be looked at some time, in this order. */
    void add(Collection<ClaimKey> claims) {
        synchronized (this) {
            waiting.addAll(claims);
        }
        wakeSome();
    }

    /** A look at this claim begins, for whatever reason. */
    void begun(ClaimKey claim) {
        synchronized (this) {
            waiting.remove(claim);
            if (!woken.remove(claim)) {
                return;
            }
        }
        wakeSome();
    }

    /** Not under the lock: what is woken may begin at once, in another thread. */
    private void wakeSome() {
        List<ClaimKey> next;
        do {
            next = next();
            next.stream().filter(wake.negate()).forEach(this::needsNothing);
        } while (!next.isEmpty());
    }

    private synchronized List<ClaimKey> next() {
        var result = new ArrayList<ClaimKey>();
        for (var all = waiting.iterator(); all.hasNext() && woken.size() < AT_ONCE; ) {
            var claim = all.next();
            all.remove();
            woken.add(claim);
            result.add(claim);
        }
        return result;
    }

    private synchronized void needsNothing(ClaimKey claim) {
        woken.remove(claim);
    }
}
