package io.metal3.ipam.claim;

import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.pool.Pool;
import java.util.Map;
import java.util.Optional;

/**
 * The number on a claim. We write it together with our finalizer, and it is believed only beside it.
 *
 * <p>On a claim that has the uid it was written for it is a <em>choice</em>: made by whichever manager was first, since the API server
 * lets only one write the version after this one. Every manager makes the address of that number and of no other, until it turns out
 * to be somebody else's; then it is chosen anew, on the claim, before anything is made. So a claim never gets two addresses, not from
 * two managers either.
 *
 * <p>On a claim with another uid, after a move or a restore, it is the number that the claim <em>had</em>: status names the object, and
 * its name tells the number too; but a move drops the status, and where the pool has no Cluster it drops the IPAddress as well.
 */
final class FormerAddress {

    private FormerAddress() {}

    /** The number that the claim had, and may have been told. */
    static Optional<Address> of(Claim claim, Pool pool) {
        return (isChoice(claim) ? Optional.<Address>empty() : written(claim)).or(() -> ofName(claim, pool));
    }

    /** The number that was chosen for the claim, be it by us or by another manager; it need not have come to anything. */
    static Optional<Address> chosen(Claim claim) {
        return isChoice(claim) ? written(claim) : Optional.empty();
    }

    /** Whether this number, be it a choice or from another life, is written on the claim just as we write it. */
    static boolean isWrittenOn(Claim claim, Address address) {
        return address.toString().equals(claim.annotations().get(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION));
    }

    /**
     * The annotations that the claim still lacks; empty when it needs none.
     *
     * @param alone whether no other manager can be at work, so that there is nobody to tell
     */
    static Map<String, String> remember(Claim claim, Pool pool, Address address, boolean alone) {
        var before = claim.annotations().get(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION);
        // Where a Cluster sees to it that the IPAddress is moved, and nobody else makes one, it is not worth a request of its own.
        var isSpared = before == null && claim.hasOurFinalizer() && pool.clusterName() != null && alone;
        return isSpared || isWrittenOn(claim, address)
                ? Map.of()
                : Map.of(
                        MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION, address.toString(),
                        MetadataKeys.ALLOCATED_FOR_ANNOTATION, claim.uid());
    }

    private static boolean isChoice(Claim claim) {
        return claim.uid().equals(claim.annotations().get(MetadataKeys.ALLOCATED_FOR_ANNOTATION));
    }

    private static Optional<Address> written(Claim claim) {
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
