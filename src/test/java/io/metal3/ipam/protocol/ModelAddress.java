package io.metal3.ipam.protocol;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.kube.OwnerReferences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An address as an object, as far as the manager looks at it in this form. */
@SuppressWarnings("serial")
final class ModelAddress implements HasMetadata {

    static final String FINALIZER = "model/address";

    /** Null in an object that only says who it is, as the feed makes them. */
    private final @Nullable AddressState state;

    private ObjectMeta metadata = new ObjectMeta();

    ModelAddress() {
        this.state = null;
    }

    ModelAddress(AddressState state) {
        this.state = state;
        metadata.setNamespace(state.key().namespace());
        metadata.setName(state.key().name());
        metadata.setUid(state.uid());
        metadata.setResourceVersion(Long.toString(state.version()));
        metadata.setFinalizers(state.ours() ? List.of(FINALIZER) : List.of());
        if (state.deleting()) {
            metadata.setDeletionTimestamp("2026-01-01T00:00:00Z");
        }
        var owners = new ArrayList<OwnerReference>();
        if (state.claimUid() != null) {
            owners.add(OwnerReferences.to("model/v1", state.claim().kind(), state.claim().name(), state.claimUid()));
        }
        if (state.poolUid() != null) {
            owners.add(OwnerReferences.to("model/v1", "IPPool", state.pool().name(), state.poolUid()));
        }
        metadata.setOwnerReferences(owners);
    }

    Optional<AddressObject> read() {
        return Optional.ofNullable(state)
                .map(s -> new AddressObject(s.key(), s.uid(), s.address(), s.pool(), s.claim(), s.claimUid(), s.deleting()));
    }

    @Override
    public ObjectMeta getMetadata() {
        return metadata;
    }

    @Override
    public void setMetadata(ObjectMeta metadata) {
        this.metadata = metadata;
    }

    @Override
    public String getKind() {
        return "IPAddress";
    }

    @Override
    public String getApiVersion() {
        return "model/v1";
    }

    @Override
    public void setApiVersion(String version) {
        throw new UnsupportedOperationException();
    }
}
