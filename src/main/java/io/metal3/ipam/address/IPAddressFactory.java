package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.metal3.ipam.allocator.Allocation;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPAddressSpec;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.OwnerReferences;
import java.util.List;
import java.util.Map;

/**
 * A number given to a claim, as the object that says so: named {@code <namePrefix>-<address>}, so that the API server itself
 * refuses a second one; labelled as the claim; owned by pool and claim, so that {@code clusterctl move} takes it along; kept by
 * our finalizer.
 */
public final class IPAddressFactory {

    private IPAddressFactory() {}

    /**
     * The object for an allocation.
     *
     * @param claimUid the uid of the claim that the allocation names
     * @param poolUid the uid of the pool that the allocation names
     */
    public static IPAddress create(Allocation allocation, String claimUid, String poolUid, Map<String, String> labels) {
        var namespace = allocation.claim().namespace();
        var settings = allocation.settings();
        var gateway = settings.gateway();
        var object = new IPAddress();
        object.setMetadata(new ObjectMetaBuilder()
                .withName(allocation.objectName())
                .withNamespace(namespace)
                .withLabels(labels)
                .withAnnotations(Map.of(MetadataKeys.ALLOCATED_FOR_ANNOTATION, claimUid))
                .withFinalizers(MetadataKeys.ADDRESS_FINALIZER)
                .withOwnerReferences(owners(allocation.claim(), claimUid, allocation.pool(), poolUid))
                .build());
        object.setSpec(new IPAddressSpec(
                allocation.address().toString(),
                reference(allocation.claim().name(), namespace),
                reference(allocation.pool().name(), namespace),
                settings.prefix(),
                gateway == null ? null : gateway.toString(),
                settings.dnsServers()));
        return object;
    }

    /** The two owners of an IPAddress, and no others: an owner that is not moved would keep it from being moved. */
    public static List<OwnerReference> owners(ClaimKey claim, String claimUid, PoolKey pool, String poolUid) {
        return List.of(
                OwnerReferences.to(MetadataKeys.API_VERSION, "IPPool", pool.name(), poolUid),
                OwnerReferences.to(MetadataKeys.API_VERSION, claim.kind(), claim.name(), claimUid));
    }

    private static ObjectReference reference(String name, String namespace) {
        return new ObjectReferenceBuilder().withName(name).withNamespace(namespace).build();
    }
}
