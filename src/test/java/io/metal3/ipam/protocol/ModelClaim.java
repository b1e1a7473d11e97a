package io.metal3.ipam.protocol;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.metal3.ipam.claim.Claim;

/** A claim as an object, as far as the manager looks at it in this form. */
@SuppressWarnings("serial")
final class ModelClaim implements HasMetadata {

    private final ClaimState state;
    private final Claim claim;
    private ObjectMeta metadata = new ObjectMeta();

    ModelClaim(ClaimState state) {
        this.state = state;
        claim = state.read();
        metadata.setNamespace(state.key().namespace());
        metadata.setName(state.key().name());
        metadata.setUid(state.uid());
        metadata.setResourceVersion(Long.toString(state.version()));
        if (state.deleting()) {
            metadata.setDeletionTimestamp(state.created().toString());
        }
    }

    ClaimState state() {
        return state;
    }

    Claim claim() {
        return claim;
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
        return state.key().kind();
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
