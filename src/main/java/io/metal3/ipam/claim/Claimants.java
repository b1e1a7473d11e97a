package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.ClaimKey;
import java.util.Optional;

/** The claims of every kind that is served. Thread-safe. */
@FunctionalInterface
public interface Claimants {

    /**
     * The claim of ours that there is under this key now: a fresh read, not the cache. A failure rises as
     * {@link io.fabric8.kubernetes.client.KubernetesClientException}.
     */
    Optional<Claim> current(ClaimKey claim);
}
