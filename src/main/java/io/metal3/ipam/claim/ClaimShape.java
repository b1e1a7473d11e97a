package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.metal3.ipam.kube.Conditions;
import org.jspecify.annotations.Nullable;

/**
 * What a claim says beside its metadata, the name of its address and the {@link Conditions.Detail} of its Ready condition: the same
 * for claims made alike, so equal for them. Immutable.
 *
 * @param <C> the kind of claim
 */
public interface ClaimShape<C extends HasMetadata> {

    /**
     * The claim of this shape that has this metadata.
     *
     * @param address the name of the address object in its status, or null for none
     * @param ready what its Ready condition says of its own, or null for nothing
     */
    C claim(ObjectMeta metadata, @Nullable String address, Conditions.@Nullable Detail ready);
}
