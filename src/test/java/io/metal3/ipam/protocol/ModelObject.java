package io.metal3.ipam.protocol;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;

/** An object as far as the manager looks at it in this form; all that there is to say of it is its metadata. */
@SuppressWarnings("serial")
abstract class ModelObject implements HasMetadata {

    private ObjectMeta metadata = new ObjectMeta();

    ModelObject() {}

    ModelObject(String namespace, String name, String uid, long version, boolean deleting) {
        metadata.setNamespace(namespace);
        metadata.setName(name);
        metadata.setUid(uid);
        metadata.setResourceVersion(Long.toString(version));
        if (deleting) {
            metadata.setDeletionTimestamp("2026-01-01T00:00:00Z");
        }
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
    public String getApiVersion() {
        return "model/v1";
    }

    @Override
    public void setApiVersion(String version) {
        throw new UnsupportedOperationException();
    }
}
