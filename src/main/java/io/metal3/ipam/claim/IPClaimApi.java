package io.metal3.ipam.claim;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metal3.ipam.address.AddressObjects;
import io.metal3.ipam.address.IPAddressApi;
import io.metal3.ipam.address.IPAddressFactory;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocation;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.ClusterApi;
import io.metal3.ipam.kube.JsonPatch;
import io.metal3.ipam.kube.Refusal;
import io.metal3.ipam.pool.Pool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The port for the Metal3 kinds: IPClaim, answered by IPAddress. Thread-safe. */
public final class IPClaimApi implements ClaimApi<IPClaim> {

    private static final PatchContext JSON = PatchContext.of(PatchType.JSON);
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final IPAddressApi addresses;
    private final ClaimStatusRenderer renderer;

    public IPClaimApi(KubernetesClient client, ClaimStatusRenderer renderer) {
        this.client = client;
        this.addresses = new IPAddressApi(client);
        this.renderer = renderer;
    }

    @Override
    public Claim read(IPClaim object) {
        var meta = object.getMetadata();
        var spec = object.getSpec();
        var pool = spec == null ? null : spec.pool();
        var status = object.getStatus();
        var address = status == null ? null : status.address();
        return new Claim(
                key(object),
                meta.getUid(),
                meta.getResourceVersion(),
                meta.getGeneration() == null ? 0 : meta.getGeneration(),
                Instant.parse(meta.getCreationTimestamp()),
                object.isMarkedForDeletion(),
                ClusterApi.isPaused(object),
                ClusterApi.isBeingMoved(object),
                MetadataKeys.CLAIM_FINALIZER,
                orEmpty(meta.getFinalizers()),
                orEmpty(meta.getLabels()),
                orEmpty(meta.getAnnotations()),
                pool == null || pool.getName() == null ? "" : pool.getName(),
                pool == null ? null : pool.getNamespace(),
                orEmpty(meta.getLabels()).get(ClusterApi.CLUSTER_NAME_LABEL),
                address == null ? null : address.getName());
    }

    public static ClaimKey key(IPClaim object) {
        return new ClaimKey(
                AddressObjects.CLAIM_KIND,
                object.getMetadata().getNamespace(),
                object.getMetadata().getName());
    }

    @Override
    public Claim hold(Claim claim, Map<String, String> annotations) {
        var metadata = new HashMap<String, Object>();
        // With the version that was read: a list is replaced as a whole, and nobody else's finalizer may get lost.
        metadata.put("resourceVersion", claim.resourceVersion());
        metadata.put("uid", claim.uid());
        if (!claim.hasOurFinalizer()) {
            var finalizers = new ArrayList<>(claim.finalizers());
            finalizers.add(claim.finalizer());
            metadata.put("finalizers", finalizers);
        }
        if (!annotations.isEmpty()) {
            metadata.put("annotations", annotations);
        }
        return read(at(claim).patch(MERGE, client.getKubernetesSerialization().asJson(Map.of("metadata", metadata))));
    }

    @Override
    public void letGo(Claim claim) {
        var index = claim.finalizers().indexOf(claim.finalizer());
        try {
            at(claim).patch(
                            JSON,
                            JsonPatch.of(claim.uid())
                                    .test("/metadata/finalizers/" + index, claim.finalizer())
                                    .remove("/metadata/finalizers/" + index)
                                    .text(client.getKubernetesSerialization()));
        } catch (KubernetesClientException e) {
            if (Refusal.of(e) != Refusal.NOT_FOUND) {
                throw e;
            }
        }
    }

    @Override
    public AddressObject createAddress(Claim claim, Pool pool, Allocation allocation) {
        return known(addresses.create(IPAddressFactory.create(allocation, claim.uid(), pool.uid(), claim.labels())));
    }

    @Override
    public Optional<AddressObject> findAddress(Allocation allocation) {
        return addresses
                .get(new ObjectKey(AddressObjects.KIND, allocation.claim().namespace(), allocation.objectName()))
                .flatMap(AddressObjects::read);
    }

    @Override
    public AddressObject adoptAddress(Claim claim, Pool pool, AddressObject address) {
        var object = addresses.get(address.key());
        if (object.isEmpty()) {
            return address;
        }
        var owners = IPAddressFactory.owners(claim.key(), claim.uid(), pool.key(), pool.uid());
        return known(addresses.adopt(object.get(), owners));
    }

    @Override
    public void releaseAddress(AddressObject address) {
        addresses.release(address);
    }

    @Override
    public boolean report(IPClaim object, ClaimOutcome outcome) {
        var meta = object.getMetadata();
        var generation = meta.getGeneration() == null ? 0 : meta.getGeneration();
        var status = renderer.render(object.getStatus(), generation, meta.getNamespace(), outcome);
        status.ifPresent(s -> client.resources(IPClaim.class)
                .inNamespace(meta.getNamespace())
                .withName(meta.getName())
                .subresource("status")
                .patch(JSON, JsonPatch.of(meta.getUid()).set("/status", s).text(client.getKubernetesSerialization())));
        return status.isPresent();
    }

    private Resource<IPClaim> at(Claim claim) {
        return client.resources(IPClaim.class)
                .inNamespace(claim.key().namespace())
                .withName(claim.key().name());
    }

    private static AddressObject known(IPAddress object) {
        return AddressObjects.read(object).orElseThrow(() -> new IllegalStateException("not an address: " + object));
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return Objects.requireNonNullElse(list, List.of());
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return Objects.requireNonNullElse(map, Map.of());
    }
}
