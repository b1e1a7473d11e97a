package io.metal3.ipam.claim;

import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.pool.Pool;
import java.util.Map;
import java.util.Optional;

/**
 * The address that a claim had before a move, a restore or the loss of its IPAddress. Status names the object, and its name tells
 * the number; but a move drops the status, and where the pool has no Cluster it drops the IPAddress too. So the claims of such a
 * pool carry their number in an annotation. It is believed only beside our finalizer: we write both in one request.
 */
final class FormerAddress {

    private FormerAddress() {}

    static Optional<Address> of(Claim claim, Pool pool) {
        return remembered(claim).or(() -> ofName(claim, pool));
    }

    /** The annotation that the claim still lacks; empty when it needs none. */
    static Map<String, String> remember(Claim claim, Pool pool, Address address) {
        var text = address.toString();
        return pool.clusterName() != null
                        || text.equals(claim.annotations().get(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION))
                ? Map.of()
                : Map.of(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION, text);
    }

    private static Optional<Address> remembered(Claim claim) {
        var text = claim.annotations().get(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION);
        if (text == null || !claim.hasOurFinalizer()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Address.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<Address> ofName(Claim claim, Pool pool) {
        var prefix = pool.definition().namePrefix() + "-";
        var name = claim.boundTo();
        return name == null || !name.startsWith(prefix)
                ? Optional.empty()
                : Address.fromDashed(name.substring(prefix.length()));
    }
}
