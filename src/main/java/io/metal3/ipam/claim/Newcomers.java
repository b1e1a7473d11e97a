package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The claims that bear our mark and surely have no address that we do not know, so that nobody need ask the API server about them:
 * those that it has been asked about, and those that admission has marked itself the moment before they were made.
 *
 * <p>Between admission and the watch a claim has no uid, and its name is all there is to know it by. The time is short, and what is
 * not seen within it is forgotten: then the API server is asked once more than needed. Nothing of this is on the object, so nothing
 * of it can travel to another cluster and be believed there. Thread-safe.
 */
public final class Newcomers {

    /** From the admission of a claim until the watch shows it. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Clock clock;
    private final Set<String> admitted = ConcurrentHashMap.newKeySet();
    private final Set<String> askedAbout = ConcurrentHashMap.newKeySet();

    /** Marked and not seen yet, by namespace and name, in the order of time. */
    private final Map<Name, Instant> marked = new LinkedHashMap<>();

    private record Name(String namespace, String name) {}

    Newcomers(Clock clock) {
        this.clock = clock;
    }

    /** Admission lets a claim in that did not bear our mark, and marks it. */
    public void marked(String namespace, String name) {
        var now = clock.instant();
        synchronized (marked) {
            dropUntil(now.minus(PATIENCE));
            var key = new Name(namespace, name);
            marked.remove(key);
            marked.put(key, now);
        }
    }

    /** Admission lets a claim in that bears our mark: it comes from elsewhere, and whoever was to have the name before does not. */
    void arrives(String namespace, String name) {
        synchronized (marked) {
            marked.remove(new Name(namespace, name));
        }
    }

    /** The watch shows a claim for the first time. */
    void appears(HasMetadata claim) {
        var meta = claim.getMetadata();
        Instant since;
        synchronized (marked) {
            since = marked.remove(new Name(meta.getNamespace(), meta.getName()));
        }
        if (since != null && !since.isBefore(clock.instant().minus(PATIENCE))) {
            admitted.add(meta.getUid());
        }
    }

    /** The API server has been asked about the claim. */
    void isKnown(String uid) {
        askedAbout.add(uid);
    }

    boolean contains(String uid) {
        return isAdmitted(uid) || askedAbout.contains(uid);
    }

    /** Whether admission has marked the claim, so that nobody but this manager has ever served it. */
    boolean isAdmitted(String uid) {
        return admitted.contains(uid);
    }

    /** The claim has its address, or needs none. */
    void remove(String uid) {
        admitted.remove(uid);
        askedAbout.remove(uid);
    }

    private void dropUntil(Instant limit) {
        var oldest = marked.values().iterator();
        while (oldest.hasNext() && oldest.next().isBefore(limit)) {
            oldest.remove();
        }
    }
}
