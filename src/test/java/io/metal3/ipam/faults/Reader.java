package io.metal3.ipam.faults;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.ip.Address;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Takes from an object what matters to a judge.
 *
 * @param networks the pools among which a number may be held once, by the name of one of them
 */
record Reader(UnaryOperator<String> networks) {

    Seen read(HasMetadata object) {
        return switch (object) {
            case IPClaim claim -> read(claim);
            case CapiIPAddressClaim claim -> read(claim);
            case IPAddress address -> read(address);
            case CapiIPAddress address -> read(address);
            default -> throw new IllegalArgumentException("Nobody follows objects like " + object);
        };
    }

    private static Seen read(IPClaim claim) {
        var status = claim.getStatus();
        var address = status == null ? null : status.address();
        return claim(Feed.IPCLAIM, claim, address == null ? null : address.getName());
    }

    private static Seen read(CapiIPAddressClaim claim) {
        var status = claim.getStatus();
        var address = status == null ? null : status.addressRef();
        return claim(Feed.CAPI_CLAIM, claim, address == null ? null : address.name());
    }

    private static Seen claim(Feed feed, HasMetadata claim, @Nullable String boundTo) {
        var meta = claim.getMetadata();
        return new Seen.OfClaim(feed, meta.getName(), meta.getUid(), claim.isMarkedForDeletion(), boundTo, !claim.getFinalizers().isEmpty());
    }

    private Seen read(IPAddress address) {
        var spec = Objects.requireNonNull(address.getSpec());
        return address(Feed.IPADDRESS, address, spec.address(), spec.pool().getName(), spec.claim().getName());
    }

    private Seen read(CapiIPAddress address) {
        var spec = Objects.requireNonNull(address.getSpec());
        return address(
                Feed.CAPI_ADDRESS,
                address,
                Objects.requireNonNull(spec.address()),
                Objects.requireNonNull(spec.poolRef()).name(),
                Objects.requireNonNull(Objects.requireNonNull(spec.claimRef()).name()));
    }

    private Seen address(Feed feed, HasMetadata object, String number, String pool, String claim) {
        var meta = object.getMetadata();
        var claimKind = HasMetadata.getKind(feed.claims().type());
        List<OwnerReference> owners = Objects.requireNonNullElse(meta.getOwnerReferences(), List.of());
        var claimUid = owners.stream()
                .filter(owner -> owner.getKind().equals(claimKind) && owner.getName().equals(claim))
                .map(OwnerReference::getUid)
                .findFirst()
                .orElse(null);
        return new Seen.OfAddress(
                feed,
                meta.getName(),
                meta.getUid(),
                object.isMarkedForDeletion(),
                networks.apply(pool),
                Address.parse(number),
                claim,
                claimUid);
    }
}
