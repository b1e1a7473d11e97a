package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.address.Addresses;
import io.metal3.ipam.address.Attention;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.kube.EventSink;
import io.metal3.ipam.kube.Lately;
import io.metal3.ipam.kube.Refusal;
import io.metal3.ipam.kube.Retries;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One look at one claim, of either kind: gather, decide, act, report. Thread-safe; the framework sees to it that one claim is in
 * work once at a time.
 *
 * @param <C> the kind of claim
 */
public final class ClaimProcessor<C extends HasMetadata> {

    private static final Logger LOGGER = LoggerFactory.getLogger(ClaimProcessor.class);

    /** By then the watch has shown what there is, or it is late. */
    private static final Duration IN_A_MOMENT = Duration.ofMillis(100);

    /** How rarely a claim is looked at that has changed, as long as a watch that has died does not show it. */
    private static final Duration NOW_AND_THEN = Duration.ofSeconds(1);

    private final ClaimApi<C> api;
    private final Allocator allocator;
    private final ClaimGatherer gatherer;
    private final ClaimNumbers<C> numbers;
    private final ClaimBinder<C> binder;
    private final ClaimRelease<C> release;
    private final Attention attention;
    private final EventSink events;

    /** Looks that were refused what does not belong to an allocation: the report of it, or the release. */
    private final Retries<ClaimKey> retries;

    /** Looks at what was out of date. */
    private final Retries<ClaimKey> late;

    private final UnansweredCreates unanswered;

    /** The uids of claims that we have let go, or whose end the watch has shown. */
    private final Lately<String> goneOfLate;

    private final Untold untold = new Untold();

    ClaimProcessor(ClaimApi<C> api, Addresses addresses, Newcomers newcomers, Surroundings surroundings) {
        this.api = api;
        this.allocator = addresses.allocator();
        this.gatherer = surroundings.gatherer();
        this.attention = surroundings.attention();
        this.events = surroundings.events();
        this.retries = new Retries<>(surroundings.clock());
        this.late = new Retries<>(surroundings.clock(), IN_A_MOMENT, NOW_AND_THEN);
        this.unanswered = new UnansweredCreates(surroundings.clock());
        this.numbers = new ClaimNumbers<>(api, gatherer, addresses, attention, unanswered);
        this.goneOfLate = new Lately<>(surroundings.clock(), UnansweredCreates.LONGEST);
        var marks = new ClaimMarks<>(api, surroundings.alone());
        this.binder = new ClaimBinder<>(
                api,
                gatherer,
                addresses,
                attention,
                newcomers,
                new Retries<>(surroundings.clock()),
                unanswered,
                untold,
                numbers,
                new Doubles<>(api, addresses, surroundings.claimants(), attention, goneOfLate, marks, surroundings.alone()),
                marks);
        this.release = new ClaimRelease<>(api, addresses, attention, binder, numbers, unanswered, untold, goneOfLate);
    }

    public ClaimOutcome process(C object) {
        var input = gatherer.gather(api.read(object));
        var refusedBefore = binder.wasRefused(input.claim());
        var decided = decide(input);
        attention.claims(allocator.wakeUps(input.claim().key().namespace()));
        var outcome = report(object, decided, input.claim());
        if (!refusedBefore || !(outcome instanceof ClaimOutcome.Refused || outcome instanceof ClaimOutcome.Resting)) {
            // A try that was refused once more, or put off, has changed no count, and must not cost a write.
            attention.counts(input.claim().pool());
        }
        retries.over(input.claim().key());
        if (!(outcome instanceof ClaimOutcome.Outdated)) {
            late.over(input.claim().key());
        }
        LOGGER.debug("{} {}/{}: {}", input.claim().key().kind(), input.claim().key().namespace(), input.claim().key().name(), outcome);
        return outcome;
    }

    private ClaimOutcome report(C object, ClaimOutcome outcome, Claim claim) {
        try {
            if (api.report(object, outcome)) {
                tell(object, outcome);
            }
            if (outcome instanceof ClaimOutcome.Bound) {
                untold.remove(claim);
            }
            return outcome;
        } catch (KubernetesClientException e) {
            return switch (Refusal.of(e)) {
                case NOT_FOUND -> {
                    LOGGER.debug("The claim is gone; the watch will say so");
                    yield outcome;
                }
                case CHANGED -> new ClaimOutcome.Outdated();
                case ALREADY_EXISTS, REFUSED, UNKNOWN -> throw e;
            };
        }
    }

    /**
     * A look has ended with this failure. What was refused is no fault of ours: it is told once, and tried again after this time. A
     * failure of any other sort rises again.
     */
    Duration failed(C object, KubernetesClientException failure) {
        if (Refusal.of(failure) != Refusal.REFUSED) {
            throw failure;
        }
        var claim = api.read(object);
        var words = Refusal.words(failure, claim.key().name());
        if (!retries.knows(claim.key(), claim.uid())) {
            events.warning(object, "Refused", "the API server refused a write for this claim: " + words);
        }
        var pause = retries.refused(claim.key(), claim.uid());
        LOGGER.warn(
                "{} {}/{}: the API server refused a write; the next try is in {} s: {}",
                claim.key().kind(), claim.key().namespace(), claim.key().name(), pause.toSeconds(), words);
        return pause;
    }

    /** A look has found the claim out of date: what is there by now calls for a look when the watch shows it, or else after this time. */
    Duration outdated(C object) {
        var claim = api.read(object);
        return late.refused(claim.key(), claim.resourceVersion());
    }

    /** Whether an address for a claim of this name may yet come to be. */
    boolean mayComeToBe(ClaimKey claim) {
        return unanswered.rest(claim).isPresent();
    }

    /** The watch has shown the end of this very claim; there may be a later one of its name. */
    void gone(C object) {
        var input = gatherer.gather(api.read(object));
        var claim = input.claim();
        if (!claim.moving()) {
            goneOfLate.add(claim.uid());
        }
        retries.over(claim.key());
        late.over(claim.key());
        release.giveBackOf(input);
        attention.counts(claim.pool());
    }

    /**
     * Claims are served from now on.
     *
     * @param unsettled those that still want something, the oldest first
     * @param whileThere does something for a claim that has not gone since it was read
     */
    void begin(List<Claim> unsettled, BiConsumer<Claim, Runnable> whileThere) {
        unanswered.begin();
        expect(unsettled, whileThere);
    }

    /**
     * Ends what came of requests that were never answered, for claims that are gone: the numbers are free, and so is what was made after
     * all. A claim that lives sees to it itself, and is looked at for that.
     *
     * @param unlessAlive does something unless a claim of ours of this name lives, and before one comes; and says whether it did
     */
    void endUnanswered(BiPredicate<ClaimKey, Runnable> unlessAlive) {
        unanswered.overForOthers().forEach(claim -> giveBackOrLookAgain(claim, unlessAlive));
        unanswered.over().forEach(asker -> {
            var claim = asker.claim();
            try {
                release.endOf(asker, gatherer::isPausedOnPurpose);
            } catch (KubernetesClientException e) {
                LOGGER.warn("What became of a request for {} cannot be seen to; it is tried again: {}", claim, e.getMessage());
                return;
            }
            unanswered.done(asker);
            giveBackOrLookAgain(claim, unlessAlive);
        });
    }

    private void giveBackOrLookAgain(ClaimKey claim, BiPredicate<ClaimKey, Runnable> unlessAlive) {
        if (!unlessAlive.test(claim, () -> numbers.giveBack(claim))) {
            attention.claims(List.of(claim));
        }
    }

    /**
     * Whether the claim has all it needs, so that a look at it would change nothing. An address that came back before its claim or
     * its pool did has still to learn who its owners are; and of two that were made for it, one has to go.
     */
    public boolean isSettled(Claim claim) {
        if (ClaimEvents.callsForALook(claim)) {
            return false;
        }
        var pool = gatherer.gather(claim).pool();
        var own = allocator.objectsOf(claim.key());
        return !own.isEmpty()
                && own.stream().filter(address -> claim.uid().equals(address.claimUid())).count() <= 1
                && (pool == null || own.stream().allMatch(address -> binder.isOwnedByBoth(claim, pool, address)));
    }

    /** Whether the claim lives, and was told of an address that is there. */
    boolean hasItsAddress(Claim claim) {
        return !claim.deleting()
                && claim.boundTo() != null
                && allocator.objectsOf(claim.key()).stream()
                        .anyMatch(address -> address.key().name().equals(claim.boundTo()) && !address.deleting());
    }

    /**
     * Prepares for a look at these claims: each that had an address before, or may yet get one that another manager has asked for, has it
     * reserved before anybody else may be given it, and the others take their place in line.
     *
     * @param claims the oldest first
     * @param whileThere does something for a claim that has not gone since it was read: of one that has gone, nobody would take it back
     */
    void expect(List<Claim> claims, BiConsumer<Claim, Runnable> whileThere) {
        var alive = claims.stream().filter(c -> !c.deleting()).toList();
        alive.forEach(claim -> whileThere.accept(claim, () -> numbers.reserveFormer(claim)));
        claims.stream()
                .filter(Claim::deleting)
                .forEach(claim -> whileThere.accept(claim, () -> numbers.reserveOfOthers(claim)));
        alive.stream()
                .filter(c -> c.boundTo() == null && allocator.reservationOf(c.key()).isEmpty())
                .forEach(c -> whileThere.accept(c, () -> allocator.enqueue(c.pool(), c.key(), c.created())));
    }

    private ClaimOutcome decide(ClaimInput input) {
        if (input.claim().deleting()) {
            var outcome = release.release(input);
            if (outcome instanceof ClaimOutcome.Held) {
                numbers.giveBackInDeletion(input.claim());
            }
            return outcome;
        }
        var refusal = ClaimChecks.beforeAnything(input);
        if (refusal.isPresent()) {
            attention.claims(allocator.withdraw(input.claim().key()));
            numbers.giveBackIfItHasAnAddress(input.claim());
            return refusal.get();
        }
        return binder.bind(input);
    }

    private void tell(C object, ClaimOutcome outcome) {
        switch (outcome) {
            case ClaimOutcome.Bound(var address, var version) ->
                events.normal(object, "AddressBound", "has " + address.address() + " (IPAddress " + address.key().name() + ")");
            case ClaimOutcome.Waiting(var reason, var message) -> events.warning(object, reason.text(), message);
            case ClaimOutcome.Refused(var reason, var message, var after) -> events.warning(object, reason.text(), message);
            case ClaimOutcome.Held held -> {}
            case ClaimOutcome.Resting resting -> {}
            case ClaimOutcome.Outdated outdated -> {}
            case ClaimOutcome.Done done -> {}
        }
    }
}
