package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.allocator.ObjectKey;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The port to the address objects of one kind in the API server, for what is not part of serving a claim: to learn which there are,
 * and to let one go. Every read is a fresh one, not the cache. Failures rise as
 * {@link io.fabric8.kubernetes.client.KubernetesClientException}. Thread-safe.
 *
 * @param <A> the kind of address object
 */
public interface AddressObjects<A extends HasMetadata> {

    /**
     * One page of a list.
     *
     * @param version what the API server had when the list was begun
     * @param next where the list goes on, or null at its end
     */
    record Page<A>(List<A> items, long version, @Nullable String next) {}

    AddressKind<A> kind();

    Optional<A> get(ObjectKey key);

    /**
     * A page of what the API server has now (no {@code resourceVersion}: a quorum read).
     *
     * @param namespace null for all
     * @param from where the list goes on, or null for its begin
     */
    Page<A> page(@Nullable String namespace, long size, @Nullable String from);

    /** Takes our finalizer off and leaves the rest to whoever is deleting the object; no failure when it is gone. */
    void letGo(A object);
}
