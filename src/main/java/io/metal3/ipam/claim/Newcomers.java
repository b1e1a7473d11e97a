package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.kube.Lately;
import java.time.Clock;
import java.time.Duration;
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

    private final Set<String> admitted = ConcurrentHashMap.newKeySet();
    private final Set<String> askedAbout = ConcurrentHashMap.newKeySet();

    /** Marked and not seen yet. */
    private final Lately<Name> marked;

    private record Name(String namespace, String name) {}

    Newcomers(Clock clock) {
        marked = new Lately<>(clock, PATIENCE);
    }

    /** Admission lets a claim in that did not bear our mark, and marks it. */
    public void marked(String namespace, String name) {
        marked.add(new Name(namespace, name));
    }

    /** Admission lets a claim in that bears our mark: it comes from elsewhere, and whoever was to have the name before does not. */
    void arrives(String namespace, String name) {
        var unused = marked.remove(new Name(namespace, name));
    }

    /** The watch shows a claim for the first time. */
    void appears(HasMetadata claim) {
        var meta = claim.getMetadata();
        if (marked.remove(new Name(meta.getNamespace(), meta.getName()))) {
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
}
