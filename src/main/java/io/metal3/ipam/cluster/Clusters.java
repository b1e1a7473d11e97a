package io.metal3.ipam.cluster;

import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Answers from a watch, never from a request; thread-safe. */
public interface Clusters {

    /** The state of the Cluster of this name; {@link ClusterState#NOT_NAMED} for no name. */
    ClusterState state(String namespace, @Nullable String name);

    /** Whether any Cluster of the namespace is paused. Walks all Clusters there are: for rare events only. */
    boolean isAnyPaused(String namespace);

    /** How an object refers to this Cluster as one of its owners; empty while the Cluster is not there. */
    Optional<OwnerReference> reference(String namespace, String name);
}
