package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.kube.OwnerReferences;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Metal3 IPAddress objects as the allocator knows them. */
public final class IPAddresses {

    /** The kind of claim that a Metal3 IPAddress answers. */
    public static final String CLAIM_KIND = "IPClaim";

    /** The kind as a whole. */
    public static final AddressKind<IPAddress> KIND = new AddressKind<>(
            IPAddress.class,
            IPAddress::new,
            "IPAddress.ipam.metal3.io",
            CLAIM_KIND,
            MetadataKeys.ADDRESS_FINALIZER,
            IPAddresses::read);

    private static final Logger LOGGER = LoggerFactory.getLogger(IPAddresses.class);

    private IPAddresses() {}

    /** Empty when the object says nothing one could keep an address by; that is told in the log. */
    private static Optional<AddressObject> read(IPAddress object) {
        var meta = object.getMetadata();
        var spec = object.getSpec();
        if (spec == null || name(spec.pool()).isEmpty()) {
            LOGGER.warn("IPAddress {}/{} names no pool and is no address of any", meta.getNamespace(), meta.getName());
            return Optional.empty();
        }
        var claim = name(spec.claim());
        try {
            return Optional.of(new AddressObject(
                    KIND.key(object),
                    meta.getUid(),
                    Address.parse(Objects.requireNonNullElse(spec.address(), "")),
                    new PoolKey(meta.getNamespace(), name(spec.pool())),
                    new ClaimKey(CLAIM_KIND, meta.getNamespace(), claim),
                    OwnerReferences.uid(object, CLAIM_KIND, claim),
                    object.isMarkedForDeletion()));
        } catch (IllegalArgumentException e) {
            LOGGER.warn("IPAddress {}/{} is no address of any pool: {}", meta.getNamespace(), meta.getName(), e.getMessage());
            return Optional.empty();
        }
    }

    /** What the schema requires may be missing all the same in an object that is older than the schema. */
    private static String name(@Nullable ObjectReference reference) {
        return reference == null || reference.getName() == null ? AddressKind.NOBODY : reference.getName();
    }
}
