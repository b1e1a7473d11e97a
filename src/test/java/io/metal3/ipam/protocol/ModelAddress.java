package io.metal3.ipam.protocol;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.OwnerReferences;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An address as an object. */
@SuppressWarnings("serial")
final class ModelAddress extends ModelObject {

    static final String FINALIZER = "model/address";

    /** Null in an object that only says who it is, as the feed makes them. */
    private final @Nullable AddressState state;

    ModelAddress() {
        state = null;
    }

    ModelAddress(AddressState state) {
        super(state.key().namespace(), state.key().name(), state.uid(), state.version(), state.deleting());
        this.state = state;
        var owners = new ArrayList<OwnerReference>();
        if (state.claimUid() != null) {
            owners.add(OwnerReferences.to("model/v1", state.claim().kind(), state.claim().name(), state.claimUid()));
        }
        if (state.poolUid() != null) {
            owners.add(OwnerReferences.to("model/v1", "IPPool", state.pool().name(), state.poolUid()));
        }
        getMetadata().setFinalizers(state.ours() ? List.of(FINALIZER) : List.of());
        getMetadata().setAnnotations(Map.of(MetadataKeys.ALLOCATED_FOR_ANNOTATION, state.madeFor()));
        getMetadata().setOwnerReferences(owners);
    }

    Optional<AddressObject> read() {
        return Optional.ofNullable(state).map(AddressState::read);
    }

    @Override
    public String getKind() {
        return "IPAddress";
    }
}
