package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.address.Addresses;
import io.metal3.ipam.address.Attention;
import io.metal3.ipam.address.MovedAway;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocation;
import io.metal3.ipam.allocator.AllocationResult;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectNames;
import io.metal3.ipam.kube.Refusal;
import io.metal3.ipam.kube.Retries;
import io.metal3.ipam.pool.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gets a claim its address. The order of the steps is what makes a crash between any two of them harmless:
 *
 * <pre>
 *   reserve a number in memory      crash: nothing happened
 *   our finalizer on the claim      crash: the claim cannot vanish unseen; it is served again
 *   the IPAddress object            crash: the object is found by its claim's name, and adopted
 *   (the claim's status)            crash: written at the next look
 * </pre>
 *
 * A number is given back only when its object surely was not made. Thread-safe; one claim is in work once at a time.
 *
 * @param <C> the kind of claim
 */
final class ClaimBinder<C extends HasMetadata> {

    /** What one claim's success is worth to others that were refused: if all of it succeeds, all of them are served in no time. */
    private static final int ENCOURAGED = 2;

    /** Each turn finds one number taken that we did not know of; so many in a row are not worth going on at once. */
    private static final int MAX_TURNS = 64;

    private static final Duration WHILE_ANOTHER_TRIES = Duration.ofSeconds(1);

    private final ClaimApi<C> api;
    private final Allocator allocator;
    private final ClaimGatherer gatherer;
    private final Addresses addresses;
    private final Attention attention;
    private final ClaimMarks<C> marks;
    private final ClaimNumbers<C> numbers;
    private final Doubles<C> doubles;
    private final Newcomers newcomers;
    private final Retries<ClaimKey> retries;
    private final UnansweredCreates unanswered;
    private final Untold untold;

    ClaimBinder(
            ClaimApi<C> api,
            ClaimGatherer gatherer,
            Addresses addresses,
            Attention attention,
            Newcomers newcomers,
            Retries<ClaimKey> retries,
            UnansweredCreates unanswered,
            Untold untold,
            ClaimNumbers<C> numbers,
            Doubles<C> doubles,
            ClaimMarks<C> marks) {
        this.api = api;
        this.numbers = numbers;
        this.doubles = doubles;
        this.unanswered = unanswered;
        this.untold = untold;
        this.retries = retries;
        this.newcomers = newcomers;
        this.gatherer = gatherer;
        this.addresses = addresses;
        this.allocator = addresses.allocator();
        this.attention = attention;
        this.marks = marks;
    }

    ClaimOutcome bind(ClaimInput input) {
        var claim = input.claim();
        numbers.giveBackElsewhere(claim);
        var own = numbers.ownAddress(claim);
        if (mayHaveAnother(claim, own.orElse(null))) {
            addresses.freshView().refresh(claim.key().namespace());
            newcomers.isKnown(claim.uid());
            own = numbers.ownAddress(claim);
        }
        if (own.isPresent()) {
            return confirm(input, own.get());
        }
        // One who comes by the name of one that was moved would find its number reserved for it.
        if (movedAway().hasAddressOf(claim.uid()) || movedAway().hasNumberOf(claim.pool(), claim.key())) {
            return new ClaimOutcome.Held("the address of " + claim.what() + " has been moved to another cluster");
        }
        var refusal = ClaimChecks.beforeANewAddress(input).or(() -> numbers.formerIsUnknown(input));
        if (refusal.isPresent()) {
            numbers.giveBackFromPoolInDeletion(claim, input.pool());
            attention.claims(allocator.withdraw(claim.key()));
            return refusal.get();
        }
        return allocate(input, Objects.requireNonNull(input.pool()));
    }

    /** Whether the last that the API server said about this claim was no. */
    boolean wasRefused(Claim claim) {
        return retries.knows(claim.key(), claim.uid());
    }

    /** The claim needs nothing any more: forget what is remembered of it. */
    void forget(Claim claim) {
        newcomers.remove(claim.uid());
        retries.over(claim.key());
        movedAway().claimGone(claim.uid());
        // First out of the line: what it waited for would else be reserved to it once more.
        attention.claims(allocator.withdraw(claim.key()));
        numbers.giveBack(claim.key());
    }

    private MovedAway movedAway() {
        return addresses.feed().movedAway();
    }

    private ClaimOutcome allocate(ClaimInput first, Pool pool) {
        var input = first;
        for (int turn = 0; turn < MAX_TURNS; turn++) {
            var result = numbers.reserve(input.claim(), pool, this::isTriedInVain);
            if (result.isEmpty()) {
                return new ClaimOutcome.Resting(WHILE_ANOTHER_TRIES);
            }
            switch (result.get()) {
                case AllocationResult.Held(var address) -> {
                    return confirm(input, address);
                }
                case AllocationResult.Reserved(var allocation) -> {
                    if (allocation.objectName().length() > ObjectNames.LONGEST) {
                        return nameIsTooLong(input.claim(), pool);
                    }
                    var mark = marks.put(input.claim(), pool, allocation.address(), newcomers.isAdmitted(input.claim().uid()));
                    if (!(mark instanceof ClaimMarks.Result.On(var marked))) {
                        return notMarked(input.claim(), mark);
                    }
                    input = input.with(marked);
                    var written = write(input, pool, allocation);
                    if (written.isPresent()) {
                        return written.get();
                    }
                }
                case AllocationResult refused -> {
                    return AllocationRefusals.tell(refused, pool.key().name());
                }
            }
        }
        return new ClaimOutcome.Outdated();
    }

    /** What was refused to a claim it holds for as long as a try takes; who chose another number for that, or was told, would be so in vain. */
    private boolean isTriedInVain(ClaimKey holder) {
        return retries.knows(holder) && allocator.objectsOf(holder).isEmpty();
    }

    /** Empty when the number turned out to be taken, which is known now: ask for another. */
    private Optional<ClaimOutcome> write(ClaimInput input, Pool pool, Allocation allocation) {
        var claim = input.claim();
        // The finalizer took a while to write: somebody may have paused the Cluster to move it.
        var paused = gatherer.gather(claim).held();
        if (paused.isPresent()) {
            numbers.giveBackIfNew(claim);
            return Optional.of(new ClaimOutcome.Held(paused.get()));
        }
        try {
            var address = api.createAddress(claim, pool, allocation);
            untold.add(claim, address);
            addresses.feed().answered(address);
            return Optional.of(doubles.giveWay(claim, address).orElseGet(() -> bound(claim, address)));
        } catch (KubernetesClientException e) {
            return switch (Refusal.of(e)) {
                case ALREADY_EXISTS -> settle(input, allocation);
                case REFUSED, NOT_FOUND, CHANGED -> Optional.of(refused(claim, "an IPAddress for this claim", allocation.objectName(), e));
                // The object may be there, or come yet: the number stays reserved, and the next look asks for it again.
                case UNKNOWN -> {
                    if (!Refusal.isNotCarriedOut(e)) {
                        unanswered.add(claim);
                    }
                    throw e;
                }
            };
        }
    }

    /** An object has the name already: made by us and the answer lost, or somebody else's. */
    private Optional<ClaimOutcome> settle(ClaimInput input, Allocation allocation) {
        var found = api.findAddress(allocation);
        found.ifPresent(addresses.feed()::answered);
        var own = numbers.ownAddress(input.claim());
        if (own.isPresent()) {
            return Optional.of(confirm(input, own.get()));
        }
        if (found.isPresent()) {
            numbers.giveBack(allocation);
        }
        return Optional.empty();
    }

    private ClaimOutcome confirm(ClaimInput input, AddressObject address) {
        var claim = input.claim();
        var pool = input.pool();
        attention.claims(allocator.withdraw(claim.key()));
        // It needs no other number, as one would be that another object of it had, which is gone.
        numbers.giveBack(claim.key());
        if (pool == null) {
            // Which other pools name their addresses alike, and so who else may have the number, nobody knows before it is there.
            if (!address.key().name().equals(claim.boundTo())) {
                return ClaimChecks.beforeANewAddress(input).orElseThrow();
            }
            doubles.endOthers(claim, address);
            return bound(claim, address);
        }
        var givesWay = doubles.hasEnded(claim, address).or(() -> doubles.giveWay(claim, address));
        if (givesWay.isPresent()) {
            return givesWay.get();
        }
        var mark = marks.put(claim, pool, address.address(), true);
        if (!(mark instanceof ClaimMarks.Result.On(var marked))) {
            return notMarked(claim, mark);
        }
        doubles.endOthers(marked, address);
        return isOwnedByBoth(claim, pool, address) ? bound(marked, address) : adopt(marked, pool, address);
    }

    /** What came for a namesake of a claim that is gone, which the watch is late to show, would be ended with that claim. */
    private ClaimOutcome adopt(Claim claim, Pool pool, AddressObject address) {
        if (!api.isThere(claim)) {
            return new ClaimOutcome.Outdated();
        }
        var adopted = api.adoptAddress(claim, pool, address);
        if (adopted.isEmpty()) {
            addresses.feed().gone(address);
            return new ClaimOutcome.Outdated();
        }
        addresses.feed().answered(adopted.get());
        return bound(claim, adopted.get());
    }

    /** Whether the object is owned by these very objects, and not by their namesakes of before a move or a restore. */
    boolean isOwnedByBoth(Claim claim, Pool pool, AddressObject address) {
        return untold.contains(claim, address) || addresses.feed().isOwnedBy(address.key(), claim.uid(), pool.uid());
    }

    private ClaimOutcome notMarked(Claim claim, ClaimMarks.Result result) {
        return switch (result) {
            // The watch will say so. What was made for it is given back then, and has to be known until then.
            case ClaimMarks.Result.Gone gone -> new ClaimOutcome.Done();
            case ClaimMarks.Result.Refused(var failure) ->
                refused(claim, "the finalizer " + claim.finalizer() + " on this claim", claim.key().name(), failure);
            case ClaimMarks.Result.Outdated outdated -> new ClaimOutcome.Outdated();
            case ClaimMarks.Result.On on -> throw new IllegalArgumentException("marked: " + on);
        };
    }

    private ClaimOutcome bound(Claim claim, AddressObject address) {
        newcomers.remove(claim.uid());
        if (retries.over(claim.key())) {
            // What was refused to it is granted now: to others it may be too.
            attention.claims(retries.longest(
                    ENCOURAGED, other -> other.namespace().equals(claim.key().namespace())));
        }
        return new ClaimOutcome.Bound(address, marks.versionToTell(claim, address));
    }

    /** It bears our mark, and we know of no address, or not of the one that it was told of: moved or restored, or our view is behind. */
    private boolean mayHaveAnother(Claim claim, @Nullable AddressObject known) {
        if (known != null) {
            return claim.boundTo() != null && !known.key().name().equals(claim.boundTo());
        }
        return (claim.hasOurFinalizer() || claim.boundTo() != null)
                && !newcomers.contains(claim.uid())
                && !numbers.hasItsOwnReserved(claim);
    }

    /** The API server would say the same of every address of this length. */
    private ClaimOutcome nameIsTooLong(Claim claim, Pool pool) {
        numbers.giveBackIfNew(claim);
        attention.claims(allocator.withdraw(claim.key()));
        return AllocationRefusals.nameIsTooLong(pool.key().name());
    }

    private ClaimOutcome refused(Claim claim, String what, String objectName, KubernetesClientException failure) {
        numbers.giveBackIfNew(claim);
        attention.claims(allocator.withdraw(claim.key()));
        // It bears our mark perhaps, and has surely no address: that need not be asked for at each new try.
        newcomers.isKnown(claim.uid());
        return new ClaimOutcome.Refused(
                ClaimReason.ALLOCATION_FAILED,
                "the API server refused " + what + ": " + Refusal.words(failure, objectName)
                        + "; it is asked again from time to time, and at once when the claim changes",
                retries.refused(claim.key(), claim.uid()));
    }
}
