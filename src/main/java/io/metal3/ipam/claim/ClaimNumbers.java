package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.address.Addresses;
import io.metal3.ipam.address.Attention;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocation;
import io.metal3.ipam.allocator.AllocationRequest;
import io.metal3.ipam.allocator.AllocationResult;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.pool.Pool;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which number is a claim's: that of its IPAddress, one that it had before, one that is written on it, or one that is reserved for it in
 * memory; and when a reserved one is free again. Of the API server it asks only what became of a number. Thread-safe.
 *
 * @param <C> the kind of claim
 */
final class ClaimNumbers<C extends HasMetadata> {

    private final ClaimApi<C> api;
    private final Allocator allocator;
    private final ClaimGatherer gatherer;
    private final Addresses addresses;
    private final Attention attention;
    private final UnansweredCreates unanswered;

    ClaimNumbers(
            ClaimApi<C> api,
            ClaimGatherer gatherer,
            Addresses addresses,
            Attention attention,
            UnansweredCreates unanswered) {
        this.api = api;
        this.allocator = addresses.allocator();
        this.gatherer = gatherer;
        this.addresses = addresses;
        this.attention = attention;
        this.unanswered = unanswered;
    }

    /**
     * The object of the address that the claim has, as far as it is known here; the one that it was told of first. What an earlier claim
     * of its name left in another pool is of another network, and no use to it.
     */
    Optional<AddressObject> ownAddress(Claim claim) {
        var objects = allocator.objectsOf(claim.key());
        var chosen = FormerAddress.chosen(claim).orElse(null);
        return objects.stream()
                .filter(o -> o.key().name().equals(claim.boundTo()))
                .findFirst()
                .or(() -> objects.stream()
                        .filter(o -> o.address().equals(chosen) && claim.uid().equals(o.claimUid()))
                        .findFirst())
                .or(() -> objects.stream().filter(o -> claim.uid().equals(o.claimUid())).findFirst())
                .or(() -> objects.stream()
                        .filter(o -> o.pool().equals(claim.pool()) && (!o.deleting() || isWhatItHad(claim, o)))
                        .findFirst());
    }

    /** Somebody deletes what has come from elsewhere for this claim; it would wait for this number as long as the object waits for it. */
    private boolean isWhatItHad(Claim claim, AddressObject object) {
        var pool = gatherer.gather(claim).pool();
        return pool != null && FormerAddress.of(claim, pool).equals(Optional.of(object.address()));
    }

    /**
     * What is written on the claim goes first, whoever has written it; what it had before, before everything.
     *
     * @param triesInVain who has a number for a moment only
     * @return empty when the one number that it may have is such a one's: then it is to be asked for again, and nothing else to be chosen
     */
    Optional<AllocationResult> reserve(Claim claim, Pool pool, Predicate<ClaimKey> triesInVain) {
        var former = FormerAddress.of(claim, pool);
        dropUnless(former.or(() -> FormerAddress.chosen(claim)), claim);
        var result = former.isEmpty() && !asksForAnother(claim) ? reserveChosen(claim) : null;
        if (result == null || (result instanceof AllocationResult.Taken && !isTakenBriefly(result, triesInVain))) {
            result = allocator.allocate(request(claim, pool));
        }
        if (isTakenBriefly(result, triesInVain)) {
            attention.claims(allocator.withdraw(claim.key()));
            return Optional.empty();
        }
        return Optional.of(result);
    }

    private static boolean isTakenBriefly(AllocationResult result, Predicate<ClaimKey> triesInVain) {
        return result instanceof AllocationResult.Taken(var address, var holder, var why)
                && holder != null && triesInVain.test(holder);
    }

    /** Its user has made up his mind since the number was chosen. */
    private static boolean asksForAnother(Claim claim) {
        var requested = ClaimChecks.requested(claim);
        return requested.isPresent() && !requested.equals(FormerAddress.chosen(claim));
    }

    /** Null when there is no choice; one that others have it does not wait for. */
    private @Nullable AllocationResult reserveChosen(Claim claim) {
        var chosen = FormerAddress.chosen(claim).orElse(null);
        if (chosen == null) {
            return null;
        }
        var result = allocator.allocate(
                new AllocationRequest(claim.key(), claim.uid(), claim.pool(), claim.created(), null, chosen));
        if (result instanceof AllocationResult.Taken) {
            attention.claims(allocator.withdraw(claim.key()));
        }
        return result;
    }

    /**
     * Another manager has chosen for this claim, or told it, and not what is reserved to it here. Only what is written on the claim is
     * ever made; so ours has not been, or it was when it still stood there.
     */
    private void dropUnless(Optional<Address> written, Claim claim) {
        allocator.reservationsOf(claim.key()).stream()
                .filter(ours -> ours.pool().equals(claim.pool()))
                .filter(ours -> written.isPresent() && !written.get().equals(ours.address()))
                .forEach(ours -> {
                    api.findAddress(ours).ifPresent(addresses.feed()::answered);
                    giveBack(ours);
                });
    }

    private AllocationRequest request(Claim claim, Pool pool) {
        var former = FormerAddress.of(claim, pool);
        return new AllocationRequest(
                claim.key(),
                claim.uid(),
                claim.pool(),
                claim.created(),
                former.isPresent() ? null : ClaimChecks.requested(claim).orElse(null),
                former.orElse(null));
    }

    /** Keeps the number of a claim that had one, before its turn comes and the object is made. */
    void reserveFormer(Claim claim) {
        var pool = gatherer.gather(claim).pool();
        if (pool != null && ownAddress(claim).isEmpty()) {
            if (FormerAddress.of(claim, pool).isPresent()) {
                allocator.allocate(request(claim, pool));
            } else {
                var unused = reserveChosen(claim);
            }
        }
    }

    /**
     * Keeps the number of a claim for which the one who served before us may have asked for an address that nobody has seen yet.
     *
     * @return how long it may come to be
     */
    Optional<Duration> reserveOfOthers(Claim claim) {
        if (claim.boundTo() != null || !isWrittenOn(claim) || ownAddress(claim).isPresent()) {
            return Optional.empty();
        }
        var rest = unanswered.restOfOthers(claim);
        if (rest.isPresent()) {
            reserveFormer(claim);
        }
        return rest;
    }

    /** Whether the number that it has had is reserved to it, and not what is left of an earlier claim of its name. */
    boolean hasItsOwnReserved(Claim claim) {
        var written = FormerAddress.number(claim);
        return allocator.reservationsOf(claim.key()).stream()
                .anyMatch(ours -> written.equals(Optional.of(ours.address())) || ours.objectName().equals(claim.boundTo()));
    }

    /** A manager asks for an address of this number only, be it chosen or from another life. */
    private boolean isWrittenOn(Claim claim) {
        var pool = gatherer.gather(claim).pool();
        return FormerAddress.chosen(claim).isPresent()
                || (pool != null && FormerAddress.of(claim, pool).isPresent());
    }

    /** The number that a claim had before stays its own, whatever keeps us from writing it now. */
    void giveBackIfNew(Claim claim) {
        var pool = gatherer.gather(claim).pool();
        if (pool == null || FormerAddress.of(claim, pool).isEmpty()) {
            // Its own pool counts what it did before: a try in vain must not cost a write.
            giveBack(claim.key(), number -> true, other -> !other.equals(claim.pool()));
        }
    }

    /**
     * It needs no other number, not even while it is not to be touched: once that is over it has all it needs, and nobody looks at it for
     * what an earlier claim of its name has left.
     */
    void giveBackIfItHasAnAddress(Claim claim) {
        if (ownAddress(claim).isPresent()) {
            giveBack(claim.key());
        }
    }

    /** The pool stays as long as a number of it is held, be it by an object or in memory, and makes no new address any more. */
    void giveBackFromPoolInDeletion(Claim claim, @Nullable Pool pool) {
        if (pool == null || !pool.deleting()) {
            return;
        }
        if (!keepForOthers(claim)) {
            giveBackIfNew(claim);
        }
    }

    /** Nobody makes an address for it any more, however long others hold it up: a number in memory is good for nothing but what is late. */
    void giveBackInDeletion(Claim claim) {
        if (!keepForOthers(claim)) {
            giveBack(claim.key());
        }
    }

    /** Whether it has to be kept, for what a manager before us may have asked for. */
    private boolean keepForOthers(Claim claim) {
        boolean isKept = reserveOfOthers(claim).isPresent();
        if (isKept) {
            unanswered.keepForOthers(claim.key());
        }
        return isKept;
    }

    /** An earlier claim of the name may have gone unseen, and this one asks in another pool: there it needs no number. */
    void giveBackElsewhere(Claim claim) {
        giveBack(claim.key(), number -> !number.pool().equals(claim.pool()), pool -> true);
    }

    /**
     * What is reserved to the claim is free again, unless it has a holder all the same: one that may come to be when nobody expects it any
     * more, or one that has been moved to another cluster.
     */
    void giveBack(ClaimKey claim) {
        giveBack(claim, number -> true, pool -> true);
    }

    /** This one only, whatever else is reserved to its claim: the object that it was meant for is not there, or is another claim's. */
    void giveBack(Allocation number) {
        attention.claims(allocator.giveBack(number.claim(), number::equals).claims());
    }

    /** It may be a number of another pool than the claim asks, which nobody counts for that claim. */
    private void giveBack(ClaimKey claim, Predicate<Allocation> which, Predicate<PoolKey> counts) {
        if (unanswered.rest(claim).isPresent()) {
            return;
        }
        var movedAway = addresses.feed().movedAway();
        var given = allocator.giveBack(
                claim, number -> which.test(number) && !movedAway.hasNumberOf(number.pool(), claim));
        attention.claims(given.claims());
        given.pools().stream().filter(counts).forEach(attention::counts);
    }

    /** It has had an address, and nothing tells any more which number that is. */
    Optional<ClaimOutcome> formerIsUnknown(ClaimInput input) {
        var claim = input.claim();
        var pool = input.pool();
        if (claim.boundTo() == null
                || pool == null
                || FormerAddress.of(claim, pool).isPresent()
                || hasItsOwnReserved(claim)) {
            return Optional.empty();
        }
        return Optional.of(new ClaimOutcome.Waiting(
                ClaimReason.ADDRESS_NOT_AVAILABLE,
                "IPAddress " + claim.boundTo() + ", which status names, does not exist, and its number is not known; make it"
                        + " again, or annotate the claim with " + MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION));
    }
}
