package io.metal3.ipam.cluster;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a pool or a claim may be touched, as far as Cluster API has a say: its own paused annotation, and the state of the
 * Cluster it names.
 *
 * @param what the object in words, for messages: {@code IPPool pool1}
 */
public record Standing(String what, boolean paused, @Nullable String clusterName, ClusterState cluster) {

    /** Why nothing of this object may be touched, in one sentence; empty when it may. */
    public Optional<String> held() {
        if (paused) {
            return Optional.of(what + " is paused");
        }
        return switch (cluster) {
            case NOT_NAMED, RUNNING -> Optional.empty();
            case PAUSED -> Optional.of("Cluster " + clusterName + " of " + what + " is paused");
            case MISSING -> Optional.of("Cluster " + clusterName + " of " + what + " does not exist");
        };
    }

    /** Why not even what is in deletion may be let go, in one sentence; empty when it may. */
    public Optional<String> heldOnPurpose() {
        return isPausedOnPurpose() ? held() : Optional.empty();
    }

    /** Whether somebody paused it on purpose. A Cluster that is gone is not that: what is in deletion may still be let go. */
    public boolean isPausedOnPurpose() {
        return paused || cluster == ClusterState.PAUSED;
    }
}
