package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.ClaimKey;
import java.time.Duration;
import java.util.Optional;

/**
 * The claims of every kind that is served, and their addresses, as the API server has them now: fresh reads, not the cache. A failure
 * rises as {@link io.fabric8.kubernetes.client.KubernetesClientException}. Thread-safe.
 */
public interface Claimants {

    /** The claim of ours that there is under this key. */
    Optional<Claim> current(ClaimKey claim);

    /** Whether this very object is there, and not only one of its name. */
    boolean isThere(AddressObject address);

    /** The uid of the claim that a manager like this one has made this very object for; empty when somebody else did, or it is gone. */
    Optional<String> madeFor(AddressObject address);

    /**
     * Learns whose the number of an address that is there is with a claim of another kind, by the name that the address of such a one would
     * have; where there are no claims of another kind, nothing is asked but whether that is so still.
     *
     * @return after how long it is to be looked for again, since until then another manager may not look for this one in turn, or there are
     *     claims of a kind that is not served here yet
     */
    Duration lookForNamesakes(AddressObject address);
}
