package io.metal3.ipam.claim;

import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.pool.Pool;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The reasons not to serve a claim that can be told before the allocator is asked, in order: the first that holds is the one
 * told. Each check is named after what it finds. Pure functions of the input.
 */
public final class ClaimChecks {

    private static final List<Function<ClaimInput, Optional<ClaimOutcome>>> BEFORE_ANYTHING =
            List.of(ClaimChecks::clusterApiHoldsIt, ClaimChecks::poolIsNotNamed, ClaimChecks::poolIsOfAnotherNamespace);

    private static final List<Function<ClaimInput, Optional<ClaimOutcome>>> BEFORE_A_NEW_ADDRESS = List.of(
            ClaimChecks::poolDoesNotExist,
            ClaimChecks::poolIsBeingDeleted,
            ClaimChecks::poolIsStillArriving,
            ClaimChecks::poolHasNothingToGive,
            ClaimChecks::requestedAddressIsNone);

    private ClaimChecks() {}

    /** Why the claim is not to be touched at all, not even to confirm the address it has. */
    public static Optional<ClaimOutcome> beforeAnything(ClaimInput input) {
        return first(BEFORE_ANYTHING, input);
    }

    /** Why the claim gets no address now; of no concern to one that has an address. */
    public static Optional<ClaimOutcome> beforeANewAddress(ClaimInput input) {
        return first(BEFORE_A_NEW_ADDRESS, input);
    }

    /**
     * The address that the claim asks for by annotation; only after the checks have found it to be one. An empty annotation asks
     * for nothing, as it does to the Go manager.
     */
    static Optional<Address> requested(Claim claim) {
        return Optional.ofNullable(claim.annotations().get(MetadataKeys.REQUESTED_ADDRESS_ANNOTATION))
                .filter(text -> !text.isEmpty())
                .map(Address::parse);
    }

    private static Optional<ClaimOutcome> first(
            List<Function<ClaimInput, Optional<ClaimOutcome>>> checks, ClaimInput input) {
        return checks.stream().flatMap(check -> check.apply(input).stream()).findFirst();
    }

    private static Optional<ClaimOutcome> clusterApiHoldsIt(ClaimInput input) {
        return input.claim().moving()
                ? Optional.of(new ClaimOutcome.Held(input.claim().what() + " is being moved to another cluster"))
                : input.held().map(ClaimOutcome.Held::new);
    }

    private static Optional<ClaimOutcome> poolIsNotNamed(ClaimInput input) {
        return input.claim().poolName().isEmpty()
                ? waiting(ClaimReason.POOL_NOT_ALLOWED, "spec.pool.name is empty; make the claim again and name an IPPool")
                : Optional.empty();
    }

    private static Optional<ClaimOutcome> poolIsOfAnotherNamespace(ClaimInput input) {
        var claim = input.claim();
        var namespace = claim.poolNamespace();
        if (namespace == null || namespace.isEmpty() || namespace.equals(claim.key().namespace())) {
            return Optional.empty();
        }
        return waiting(
                ClaimReason.POOL_NOT_ALLOWED,
                "spec.pool.namespace: IPPool " + claim.poolName() + " is in namespace " + namespace
                        + ", a claim is served from its own namespace " + claim.key().namespace()
                        + " only; make the claim there, or the pool here");
    }

    private static Optional<ClaimOutcome> poolDoesNotExist(ClaimInput input) {
        return input.pool() != null
                ? Optional.empty()
                : waiting(
                        ClaimReason.POOL_NOT_FOUND,
                        "there is no IPPool " + input.claim().poolName() + " in namespace "
                                + input.claim().key().namespace() + "; the claim is served as soon as it is made");
    }

    private static Optional<ClaimOutcome> poolIsBeingDeleted(ClaimInput input) {
        return poolIf(input, Pool::deleting, pool -> "IPPool " + pool.key().name() + " is being deleted and serves no new claim");
    }

    /** A number may be somebody's who is on the way; and who remembers his own may have an address on the way that is named otherwise. */
    private static Optional<ClaimOutcome> poolIsStillArriving(ClaimInput input) {
        var pool = input.pool();
        return pool != null && pool.arriving()
                ? waiting(
                        ClaimReason.POOL_ARRIVING,
                        "IPPool " + pool.key().name() + " has just come from another cluster, or from a backup; addresses are made"
                                + " once all claims and addresses of it have come too, seconds after the last of them")
                : Optional.empty();
    }

    private static Optional<ClaimOutcome> poolHasNothingToGive(ClaimInput input) {
        return poolIf(
                input,
                pool -> pool.definition().ranges().isEmpty(),
                pool -> "IPPool " + pool.key().name() + " holds nothing one could allocate from: " + pool.faultText());
    }

    private static Optional<ClaimOutcome> requestedAddressIsNone(ClaimInput input) {
        try {
            requested(input.claim());
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            var why = String.valueOf(e.getMessage()).replaceFirst("\\.$", "");
            return waiting(
                    ClaimReason.INVALID_REQUEST,
                    "Invalid ipAddress annotation: " + why + "; correct metadata.annotations["
                            + MetadataKeys.REQUESTED_ADDRESS_ANNOTATION + "] or remove it");
        }
    }

    private static Optional<ClaimOutcome> poolIf(
            ClaimInput input, Function<Pool, Boolean> finds, Function<Pool, String> message) {
        return Optional.ofNullable(input.pool())
                .filter(finds::apply)
                .flatMap(pool -> waiting(ClaimReason.POOL_NOT_READY, message.apply(pool)));
    }

    private static Optional<ClaimOutcome> waiting(ClaimReason reason, String message) {
        return Optional.of(new ClaimOutcome.Waiting(reason, message));
    }
}
