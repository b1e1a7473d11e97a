package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.JsonPatch;
import io.metal3.ipam.kube.OwnerReferences;
import io.metal3.ipam.kube.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The requests about Metal3 IPAddress objects. Each one names the uid it means, so that none can hit an object that was deleted
 * and made again under the name. Thread-safe; failures rise as {@link KubernetesClientException}.
 */
public final class IPAddressApi {

    private static final PatchContext JSON = PatchContext.of(PatchType.JSON);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;

    public IPAddressApi(KubernetesClient client) {
        this.client = client;
    }

    public IPAddress create(IPAddress object) {
        return client.resource(object).create();
    }

    /** A fresh read, not the cache. */
    public Optional<IPAddress> get(ObjectKey key) {
        return Optional.ofNullable(at(key).get());
    }

    /** All of a namespace, as the API server has them now (no {@code resourceVersion}: a quorum read), page by page. */
    public List<IPAddress> list(String namespace, long pageSize) {
        var result = new ArrayList<IPAddress>();
        String next = null;
        do {
            var options = new io.fabric8.kubernetes.api.model.ListOptionsBuilder()
                    .withLimit(pageSize)
                    .withContinue(next)
                    .build();
            var page = client.resources(IPAddress.class).inNamespace(namespace).list(options);
            result.addAll(page.getItems());
            next = page.getMetadata() == null ? null : page.getMetadata().getContinue();
        } while (next != null && !next.isEmpty());
        return result;
    }

    /** Gives an object the finalizer and the owners it would have, had we made it. */
    public IPAddress adopt(IPAddress object, List<OwnerReference> owners) {
        var meta = object.getMetadata();
        var references = OwnerReferences.of(object);
        for (var owner : owners) {
            references = OwnerReferences.with(references, owner);
        }
        var finalizers = new ArrayList<>(finalizers(meta));
        if (!finalizers.contains(MetadataKeys.ADDRESS_FINALIZER)) {
            finalizers.add(MetadataKeys.ADDRESS_FINALIZER);
        }
        var change = new HashMap<String, Object>(metadataOf(meta));
        change.put("ownerReferences", references);
        change.put("finalizers", finalizers);
        var body = client.getKubernetesSerialization().asJson(Map.of("metadata", change));
        return at(AddressObjects.key(object)).patch(MERGE, body);
    }

    /**
     * Ends an address of ours: takes our finalizer off, then deletes the object. Other people's finalizers stay, and keep it. It
     * is no failure when it is gone already.
     */
    public void release(AddressObject address) {
        try {
            takeFinalizerOff(address)
                    .ifPresent(object -> at(address.key())
                            .lockResourceVersion(object.getMetadata().getResourceVersion())
                            .delete());
        } catch (KubernetesClientException e) {
            if (Refusal.of(e) != Refusal.NOT_FOUND) {
                throw e;
            }
        }
    }

    /**
     * Takes our finalizer off and leaves the rest to whoever is deleting the object.
     *
     * @return the object without it; empty when the object is gone
     */
    public Optional<IPAddress> takeFinalizerOff(AddressObject address) {
        try {
            return Optional.of(at(address.key())
                    .patch(
                            JSON,
                            JsonPatch.of(address.uid())
                                    .test("/metadata/finalizers", List.of(MetadataKeys.ADDRESS_FINALIZER))
                                    .remove("/metadata/finalizers")
                                    .text(client.getKubernetesSerialization())));
        } catch (KubernetesClientException e) {
            if (Refusal.of(e) == Refusal.NOT_FOUND) {
                return Optional.empty();
            }
            if (!Refusal.isFailedTest(e)) {
                throw e;
            }
            return takeFinalizerOffAmongOthers(address);
        }
    }

    private Optional<IPAddress> takeFinalizerOffAmongOthers(AddressObject address) {
        var current = get(address.key()).filter(o -> address.uid().equals(o.getMetadata().getUid()));
        if (current.isEmpty()) {
            return current;
        }
        var meta = current.get().getMetadata();
        var finalizers = finalizers(meta).stream()
                .filter(f -> !MetadataKeys.ADDRESS_FINALIZER.equals(f))
                .toList();
        if (finalizers.size() == finalizers(meta).size()) {
            return current;
        }
        var change = new HashMap<String, Object>(metadataOf(meta));
        change.put("finalizers", finalizers);
        return Optional.of(at(address.key())
                .patch(MERGE, client.getKubernetesSerialization().asJson(Map.of("metadata", change))));
    }

    private Resource<IPAddress> at(ObjectKey key) {
        return client.resources(IPAddress.class).inNamespace(key.namespace()).withName(key.name());
    }

    private static Map<String, Object> metadataOf(ObjectMeta meta) {
        return Map.of("uid", meta.getUid(), "resourceVersion", meta.getResourceVersion());
    }

    private static List<String> finalizers(ObjectMeta meta) {
        return meta.getFinalizers() == null ? List.of() : meta.getFinalizers();
    }
}
