package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.kube.OwnerReferences;
import java.util.Optional;
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
        if (spec == null) {
            LOGGER.warn("IPAddress {}/{} has no spec and rules no address out", meta.getNamespace(), meta.getName());
            return Optional.empty();
        }
        try {
            return Optional.of(new AddressObject(
                    KIND.key(object),
                    meta.getUid(),
                    Address.parse(spec.address()),
                    new PoolKey(meta.getNamespace(), String.valueOf(spec.pool().getName())),
                    new ClaimKey(CLAIM_KIND, meta.getNamespace(), String.valueOf(spec.claim().getName())),
                    OwnerReferences.of(object).stream()
                            .filter(o -> CLAIM_KIND.equals(o.getKind()) && o.getName().equals(spec.claim().getName()))
                            .map(OwnerReference::getUid)
                            .findFirst()
                            .orElse(null),
                    object.isMarkedForDeletion()));
        } catch (IllegalArgumentException e) {
            LOGGER.warn("IPAddress {}/{} rules no address out: {}", meta.getNamespace(), meta.getName(), e.getMessage());
            return Optional.empty();
        }
    }
}
