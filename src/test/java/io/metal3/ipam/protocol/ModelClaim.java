package io.metal3.ipam.protocol;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.claim.Claim;
import io.metal3.ipam.claim.ClaimShape;
import io.metal3.ipam.kube.Conditions;
import java.time.Instant;
import java.util.HashMap;
import org.jspecify.annotations.Nullable;

/** A claim as an object. */
@SuppressWarnings("serial")
final class ModelClaim extends ModelObject {

    private final ClaimState state;
    private final Claim claim;

    ModelClaim(ClaimState state) {
        super(state.key().namespace(), state.key().name(), state.uid(), state.version(), state.deleting());
        this.state = state;
        claim = state.read();
        getMetadata().setGeneration(claim.generation());
        getMetadata().setCreationTimestamp(state.created().toString());
        getMetadata().setFinalizers(state.finalizers());
        // Changed by the store, which drops what nobody reads.
        getMetadata().setAnnotations(new HashMap<>(state.annotations()));
    }

    ClaimState state() {
        return state;
    }

    Claim claim() {
        return claim;
    }

    ClaimShape<ModelClaim> shape() {
        return new Shape(state.key().kind(), state.pool(), state.told());
    }

    @Override
    public String getKind() {
        return state.key().kind();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ModelClaim claim && claim.state.equals(state);
    }

    @Override
    public int hashCode() {
        return state.hashCode();
    }

    /** What a claim says beside its metadata and the name of its address. */
    private record Shape(String kind, String pool, String told) implements ClaimShape<ModelClaim> {
        @Override
        public ModelClaim claim(ObjectMeta metadata, @Nullable String address, Conditions.@Nullable Detail ready) {
            return new ModelClaim(new ClaimState(
                    new ClaimKey(kind, metadata.getNamespace(), metadata.getName()),
                    metadata.getUid(),
                    Long.parseLong(metadata.getResourceVersion()),
                    Instant.parse(metadata.getCreationTimestamp()),
                    metadata.getDeletionTimestamp() != null,
                    metadata.getFinalizers(),
                    metadata.getAnnotations(),
                    pool,
                    address,
                    told));
        }
    }
}
