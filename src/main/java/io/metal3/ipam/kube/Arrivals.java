package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Which writes bring an object from elsewhere, or end it, rather than make or change it. An object of a move or a restore has been
 * served before, under the rules of its time; to refuse it for a younger rule would stop the move halfway. Pure functions.
 */
public final class Arrivals {

    private Arrivals() {}

    /** Whether a new object has a life behind it: it bears the finalizer that we give to what we serve. */
    public static boolean arrives(HasMetadata created, String finalizer) {
        return created.hasFinalizer(finalizer) || isEnding(created);
    }

    /** Whether an update writes one object over another, as a move does where it finds the name taken. */
    public static boolean arrives(HasMetadata before, HasMetadata now, String finalizer) {
        return (now.hasFinalizer(finalizer) && !before.hasFinalizer(finalizer)) || isEnding(now);
    }

    /** Whether the object is on its way out, be it deleted or left behind by a move. */
    public static boolean isEnding(HasMetadata object) {
        return object.isMarkedForDeletion() || ClusterApi.isBeingMoved(object);
    }
}
