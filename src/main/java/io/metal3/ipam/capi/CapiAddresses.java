package io.metal3.ipam.capi;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.metal3.ipam.address.AddressKind;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocation;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.api.clusterapi.CapiIPAddressSpec;
import io.metal3.ipam.api.clusterapi.NameReference;
import io.metal3.ipam.api.clusterapi.TypedReference;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.claim.Claim;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.kube.OwnerReferences;
import io.metal3.ipam.pool.Pool;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Cluster API IPAddress objects: how they are read, and what one looks like that we make. */
final class CapiAddresses {

    private static final Logger LOGGER = LoggerFactory.getLogger(CapiAddresses.class);
    private static final String POOL_KIND = "IPPool";

    private CapiAddresses() {}

    /** The kind in one of the versions that we speak. */
    static <A extends CapiIPAddress> AddressKind<A> kind(Class<A> type, Supplier<A> empty) {
        return new AddressKind<>(
                type,
                empty,
                "IPAddress." + CapiIPAddressClaim.GROUP,
                CapiIPAddressClaim.KIND,
                MetadataKeys.CAPI_ADDRESS_FINALIZER,
                CapiAddresses::read);
    }

    /** Whether a reference means one of our pools, and not another provider's of the same name. */
    static boolean isOurPool(@Nullable TypedReference pool) {
        return pool != null
                && MetadataKeys.GROUP.equals(pool.apiGroup())
                && POOL_KIND.equals(pool.kind())
                && pool.name() != null;
    }

    /** Makes an object that was made of its class what an allocation says. */
    static <A extends CapiIPAddress> A fill(A object, Claim claim, Pool pool, Allocation allocation) {
        var settings = allocation.settings();
        var gateway = settings.gateway();
        object.setMetadata(new ObjectMetaBuilder()
                .withName(allocation.objectName())
                .withNamespace(claim.key().namespace())
                .withLabels(claim.labels())
                .withAnnotations(Map.of(MetadataKeys.ALLOCATED_FOR_ANNOTATION, claim.uid()))
                .withFinalizers(MetadataKeys.CAPI_ADDRESS_FINALIZER)
                .withOwnerReferences(owners(object.getApiVersion(), claim, pool))
                .build());
        object.setSpec(new CapiIPAddressSpec(
                allocation.address().toString(),
                new NameReference(claim.key().name()),
                new TypedReference(MetadataKeys.GROUP, POOL_KIND, pool.key().name()),
                Objects.requireNonNullElse(settings.prefix(), 0),
                gateway == null ? null : gateway.toString()));
        return object;
    }

    /** As the contract asks: the claim controls it, and neither owner goes for good while it is there. */
    static List<OwnerReference> owners(String apiVersion, Claim claim, Pool pool) {
        return List.of(
                new OwnerReferenceBuilder(OwnerReferences.to(
                                apiVersion, CapiIPAddressClaim.KIND, claim.key().name(), claim.uid()))
                        .withController(true)
                        .withBlockOwnerDeletion(true)
                        .build(),
                new OwnerReferenceBuilder(OwnerReferences.to(
                                MetadataKeys.API_VERSION, POOL_KIND, pool.key().name(), pool.uid()))
                        .withController(false)
                        .withBlockOwnerDeletion(true)
                        .build());
    }

    private static Optional<AddressObject> read(CapiIPAddress object) {
        var meta = object.getMetadata();
        var spec = object.getSpec();
        var pool = spec == null ? null : spec.poolRef();
        if (spec == null || pool == null || !isOurPool(pool)) {
            return Optional.empty();
        }
        var reference = spec.claimRef();
        var claim = reference == null || reference.name() == null ? AddressKind.NOBODY : reference.name();
        try {
            return Optional.of(new AddressObject(
                    new ObjectKey("IPAddress." + CapiIPAddressClaim.GROUP, meta.getNamespace(), meta.getName()),
                    meta.getUid(),
                    Address.parse(Objects.requireNonNullElse(spec.address(), "")),
                    new PoolKey(meta.getNamespace(), pool.name()),
                    new ClaimKey(CapiIPAddressClaim.KIND, meta.getNamespace(), claim),
                    OwnerReferences.uid(object, CapiIPAddressClaim.KIND, claim),
                    object.isMarkedForDeletion()));
        } catch (IllegalArgumentException e) {
            LOGGER.warn("IPAddress {}/{} is no address of any pool: {}", meta.getNamespace(), meta.getName(), e.getMessage());
            return Optional.empty();
        }
    }
}
