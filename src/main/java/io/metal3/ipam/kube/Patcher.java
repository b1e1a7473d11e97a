package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Sends patches to objects of one kind, each in one request: asked for by name alone, the client would read the object first.
 * Thread-safe; failures rise as {@code KubernetesClientException}.
 *
 * @param <T> the kind of object
 */
public final class Patcher<T extends HasMetadata> {

    private static final PatchContext JSON = PatchContext.of(PatchType.JSON);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final Class<T> type;
    private final Supplier<T> empty;

    /**
     * Makes a patcher without memory.
     *
     * @param empty makes an object of the kind; it is only asked for its name
     */
    public Patcher(KubernetesClient client, Class<T> type, Supplier<T> empty) {
        this.client = client;
        this.type = type;
        this.empty = empty;
    }

    /** Merges these fields into the object's metadata. */
    public T metadata(String namespace, String name, Map<String, Object> fields) {
        return named(namespace, name).patch(MERGE, client.getKubernetesSerialization().asJson(Map.of("metadata", fields)));
    }

    public T json(String namespace, String name, JsonPatch patch) {
        return named(namespace, name).patch(JSON, patch.text(client.getKubernetesSerialization()));
    }

    /** Writes the status as a whole to the object with this uid: what is not in it is gone. */
    public T status(HasMetadata object, Object status) {
        var meta = object.getMetadata();
        return named(meta.getNamespace(), meta.getName())
                .subresource("status")
                .patch(JSON, JsonPatch.of(meta.getUid()).set("/status", status).text(client.getKubernetesSerialization()));
    }

    /** The same, unless the object has changed since: then it is a conflict. */
    public T statusOfThisVersion(HasMetadata object, Object status) {
        var meta = object.getMetadata();
        var patch = JsonPatch.of(meta.getUid())
                .set("/metadata/resourceVersion", meta.getResourceVersion())
                .set("/status", status);
        return named(meta.getNamespace(), meta.getName())
                .subresource("status")
                .patch(JSON, patch.text(client.getKubernetesSerialization()));
    }

    private Resource<T> named(String namespace, String name) {
        var object = empty.get();
        object.setMetadata(
                new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
        return client.resources(type).inNamespace(namespace).resource(object);
    }
}
