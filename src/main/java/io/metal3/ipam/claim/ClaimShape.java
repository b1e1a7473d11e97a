package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import org.jspecify.annotations.Nullable;

/**
 * What a claim says beside its metadata and the name of its address: the same for claims made alike, so equal for them. Immutable.
 *
 * @param <C> the kind of claim
 */
public interface ClaimShape<C extends HasMetadata> {

    /**
     * The claim of this shape that has this metadata.
     *
     * @param address the name of the address object in its status, or null for none
     */
    C claim(ObjectMeta metadata, @Nullable String address);
}
