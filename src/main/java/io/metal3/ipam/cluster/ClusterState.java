package io.metal3.ipam.cluster;

/** What is known of the Cluster that an object names. */
public enum ClusterState {
    /** The object names none. */
    NOT_NAMED,
    /** It is there and not paused. */
    RUNNING,
    /** It is there, and paused by its spec or its annotation. */
    PAUSED,
    /** It is named, and not there: not yet, as in the middle of a move, or no longer. */
    MISSING;

    /** Whether objects that name this Cluster are to be left as they are. */
    public boolean holds() {
        return this == PAUSED || this == MISSING;
    }
}
