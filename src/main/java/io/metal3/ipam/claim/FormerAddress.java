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
 * <p>Where an address of the number has been made, and turns out to be a second one of it, the number is marked as given up before that
 * address is ended.
 *
 * <p>On a claim with another uid, after a move or a restore, it is the number that the claim <em>had</em>: status names the object, and
 * its name tells the number too; but a move drops the status, and where the pool has no Cluster it drops the IPAddress as well.
 */
final class FormerAddress {

    private FormerAddress() {}

    /** The number that the claim had, and may have been told. */
    static Optional<Address> of(Claim claim, Pool pool) {
        return had(claim).or(() -> ofName(claim, pool));
    }

    /** The number that was chosen for the claim, be it by us or by another manager; it need not have come to anything. */
    static Optional<Address> chosen(Claim claim) {
        return isChoice(claim) ? text(claim).flatMap(FormerAddress::parse) : Optional.empty();
    }

    /** What has another uid beside it; it stays the claim's even when an address of that number had to go. */
    private static Optional<Address> had(Claim claim) {
        return isChoice(claim)
                ? Optional.empty()
                : text(claim)
                        .map(text -> text.replace(MetadataKeys.GIVEN_UP, ""))
                        .flatMap(FormerAddress::parse);
    }

    /**
     * What is written on a claim whose number has turned out to be somebody else's too, after an address of that number was made for it:
     * from then on no manager tells it of that one, and none but whoever has seen it ended chooses another.
     */
    static Map<String, String> givenUp(Address address) {
        return Map.of(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION, address + MetadataKeys.GIVEN_UP);
    }

    /** Whether the claim has given up its address of this number. */
    static boolean isGivenUp(Claim claim, Address address) {
        return (address + MetadataKeys.GIVEN_UP).equals(claim.annotations().get(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION));
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
        if (isSpared || isWrittenOn(claim, address)) {
            return Map.of();
        }
        return isGivenUp(claim, address) && !isChoice(claim)
                ? Map.of(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION, address.toString())
                : Map.of(
                        MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION, address.toString(),
                        MetadataKeys.ALLOCATED_FOR_ANNOTATION, claim.uid());
    }

    private static boolean isChoice(Claim claim) {
        return claim.uid().equals(claim.annotations().get(MetadataKeys.ALLOCATED_FOR_ANNOTATION));
    }

    private static Optional<String> text(Claim claim) {
        return Optional.ofNullable(claim.annotations().get(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION))
                .filter(text -> claim.hasOurFinalizer());
    }

    private static Optional<Address> parse(String text) {
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
