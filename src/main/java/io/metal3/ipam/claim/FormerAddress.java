package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.pool.Pool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import static java.util.stream.Collectors.joining;

/**
 * The number on a claim. We write it together with our finalizer, and it is believed only beside it.
 *
 * <p>On a claim that has the uid it was written for it is a <em>choice</em>: made by whichever manager was first, since the API server
 * lets only one write the version after this one. Every manager makes the address of that number and of no other, until it turns out
 * to be somebody else's; then it is chosen anew, on the claim, before anything is made. So a claim never gets two addresses, not from
 * two managers either.
 *
 * <p>Where an address of the number has been made, and turns out to be a second one of it, number and object are marked as given up
 * before that object is ended. The object by its uid: the number may be chosen once more, and what is made then is another object.
 *
 * <p>On a claim with another uid, after a move or a restore, it is the number that the claim <em>had</em>: status names the object, and
 * its name tells the number too; but a move drops the status, and where the pool has no Cluster it drops the IPAddress as well.
 */
final class FormerAddress {

    /** So many objects that are given up stay written on a claim, the latest; of those before them nothing is on its way any more. */
    private static final int GIVEN_UP_AT_MOST = 16;

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
                : number(claim);
    }

    /**
     * What is written on a claim whose number has turned out to be somebody else's too, after this object of it was made for the claim, or
     * for an earlier one that had another number: from then on no manager tells the claim of it.
     */
    static Map<String, String> givenUp(Claim claim, AddressObject address) {
        var before = objectsGivenUp(claim);
        var kept = before.stream().skip(Math.max(0, before.size() - GIVEN_UP_AT_MOST + 1));
        var objects = Stream.concat(kept, Stream.of(address.uid())).collect(joining(" "));
        return number(claim).equals(Optional.of(address.address()))
                ? Map.of(
                        MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION, address.address() + MetadataKeys.GIVEN_UP,
                        MetadataKeys.GIVEN_UP_OBJECTS_ANNOTATION, objects)
                : Map.of(MetadataKeys.GIVEN_UP_OBJECTS_ANNOTATION, objects);
    }

    /** Whether the claim has given up this very object. */
    static boolean isGivenUp(Claim claim, AddressObject address) {
        return objectsGivenUp(claim).contains(address.uid());
    }

    private static boolean isNumberGivenUp(Claim claim, Address address) {
        return (address + MetadataKeys.GIVEN_UP).equals(claim.annotations().get(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION));
    }

    private static List<String> objectsGivenUp(Claim claim) {
        var text = claim.annotations().get(MetadataKeys.GIVEN_UP_OBJECTS_ANNOTATION);
        return text == null ? List.of() : List.of(text.split(" "));
    }

    /** Whether this number, be it a choice or from another life, is written on the claim just as we write it. */
    static boolean isWrittenOn(Claim claim, Address address) {
        return address.toString().equals(claim.annotations().get(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION));
    }

    /**
     * The annotations that the claim still lacks; empty when it needs none.
     *
     * @param maySpare whether there is no other manager to tell, and nothing to learn from whether the write succeeds
     */
    static Map<String, String> remember(Claim claim, Pool pool, Address address, boolean maySpare) {
        var before = claim.annotations().get(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION);
        // Where a Cluster sees to it that the IPAddress is moved, and nobody else makes one, it is not worth a request of its own.
        var isSpared = before == null && claim.hasOurFinalizer() && pool.clusterName() != null && maySpare;
        if (isSpared || isWrittenOn(claim, address)) {
            return Map.of();
        }
        return !isChoice(claim) && isNumberGivenUp(claim, address)
                ? Map.of(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION, address.toString())
                : Map.of(
                        MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION, address.toString(),
                        MetadataKeys.ALLOCATED_FOR_ANNOTATION, claim.uid());
    }

    /** Whether what is written on the claim, if anything is, was written in this life of it. */
    static boolean isChoice(Claim claim) {
        return claim.uid().equals(claim.annotations().get(MetadataKeys.ALLOCATED_FOR_ANNOTATION));
    }

    /** The number that is written on the claim, be it a choice, from another life, or given up. */
    static Optional<Address> number(Claim claim) {
        return text(claim).map(FormerAddress::withoutMark).flatMap(FormerAddress::parse);
    }

    private static Optional<String> text(Claim claim) {
        return Optional.ofNullable(claim.annotations().get(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION))
                .filter(text -> claim.hasOurFinalizer());
    }

    private static String withoutMark(String text) {
        return text.endsWith(MetadataKeys.GIVEN_UP) ? text.substring(0, text.length() - MetadataKeys.GIVEN_UP.length()) : text;
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
