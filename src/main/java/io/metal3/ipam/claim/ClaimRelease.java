package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.address.Addresses;
import io.metal3.ipam.address.Attention;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.kube.Lately;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way back: a claim in deletion that nobody else needs gives its address back. The IPAddress goes first and the claim's
 * finalizer last, so that a crash in between leaves a claim that is released again. The number is free only when the watch shows
 * that the object is gone. Thread-safe.
 *
 * @param <C> the kind of claim
 */
final class ClaimRelease<C extends HasMetadata> {

    private static final Logger LOGGER = LoggerFactory.getLogger(ClaimRelease.class);

    private final ClaimApi<C> api;
    private final Allocator allocator;
    private final Addresses addresses;
    private final Attention attention;
    private final ClaimBinder<C> binder;
    private final ClaimNumbers<C> numbers;
    private final UnansweredCreates unanswered;
    private final Untold untold;
    private final Lately<String> gone;

    /** Objects that we have begun to end, and failed: to be ended at the next look. */
    private final Set<ObjectKey> unfinished = ConcurrentHashMap.newKeySet();

    ClaimRelease(
            ClaimApi<C> api,
            Addresses addresses,
            Attention attention,
            ClaimBinder<C> binder,
            ClaimNumbers<C> numbers,
            UnansweredCreates unanswered,
            Untold untold,
            Lately<String> gone) {
        this.api = api;
        this.numbers = numbers;
        this.allocator = addresses.allocator();
        this.addresses = addresses;
        this.attention = attention;
        this.binder = binder;
        this.unanswered = unanswered;
        this.untold = untold;
        this.gone = gone;
    }

    ClaimOutcome release(ClaimInput input) {
        var claim = input.claim();
        if (gone.contains(claim.uid())) {
            // We have let it go, or the watch has shown its end, and whatever shows it here is late.
            return new ClaimOutcome.Done();
        }
        // Whatever comes next, it waits for no address any more.
        attention.claims(allocator.withdraw(claim.key()));
        if (!claim.hasOurFinalizer()) {
            binder.forget(claim);
            return new ClaimOutcome.Done();
        }
        if (claim.moving()) {
            return new ClaimOutcome.Held(claim.what() + " is being moved to another cluster");
        }
        if (claim.hasForeignFinalizer()) {
            return new ClaimOutcome.Held(claim.what() + " is still in use by whoever holds a finalizer on it");
        }
        if (input.isPausedOnPurpose()) {
            return new ClaimOutcome.Held(input.held().orElse(claim.what() + " is paused"));
        }
        // As long as an object may yet be made, the claim stays and keeps its number: whoever releases it, this manager or the next, knows.
        var rest = unanswered.rest(claim.key());
        if (rest.isPresent()) {
            return new ClaimOutcome.Resting(rest.get());
        }
        var known = addressesOf(claim);
        var restOfOthers = known.isEmpty() ? numbers.reserveOfOthers(claim) : Optional.<Duration>empty();
        if (restOfOthers.isPresent()) {
            return new ClaimOutcome.Resting(restOfOthers.get());
        }
        known.forEach(this::end);
        binder.forget(claim);
        api.letGo(claim);
        gone.add(claim.uid());
        return new ClaimOutcome.Done();
    }

    /**
     * A claim is gone without having been released: somebody took our finalizer off, or the API server let it go in the very moment
     * that the finalizer came (it looks for finalizers first and deletes then, whatever came in between). What was made for that
     * very claim is given back; garbage collection would not do it, since the pool owns the address too.
     */
    void giveBackOf(ClaimInput input) {
        var claim = input.claim();
        if (!claim.moving()) {
            lookForUnansweredCreate(claim.key());
        }
        var left = allocator.objectsOf(claim.key()).stream()
                .filter(address -> isOrWasItsOwn(claim, address))
                .filter(address -> !address.deleting() || unfinished.contains(address.key()))
                .toList();
        if (!left.isEmpty() && !claim.moving() && !input.isPausedOnPurpose()) {
            var now = api.current(claim.key());
            if (now.filter(there -> there.uid().equals(claim.uid())).isEmpty()) {
                left.stream().filter(address -> !isTold(now, address)).forEach(address -> endUnlessAdopted(address, claim.uid()));
            }
        }
        binder.forget(claim);
        untold.remove(claim);
    }

    /** What was made for a claim of this uid after it had gone, unless a claim that has its name now may take it over. */
    void endOf(UnansweredCreates.Asker asker, Predicate<PoolKey> isPaused) {
        var claim = asker.claim();
        var uid = asker.uid();
        // It may have come in the last moment, and the watch is late to show it.
        lookForUnansweredCreate(claim);
        var all = allocator.objectsOf(claim);
        var made = all.stream()
                .filter(address -> uid.equals(address.claimUid()) && !address.deleting() && !isPaused.test(address.pool()))
                .toList();
        if (made.isEmpty()) {
            return;
        }
        var now = api.current(claim).map(Claim::uid);
        if (now.isEmpty()
                || (!now.get().equals(uid) && all.stream().anyMatch(address -> now.get().equals(address.claimUid())))) {
            made.forEach(address -> endUnlessAdopted(address, uid));
        }
    }

    private void end(AddressObject address) {
        end(address, () -> api.releaseAddress(address));
    }

    /** Of a claim that is gone; another manager may be giving it to the claim that has the name now. */
    private void endUnlessAdopted(AddressObject address, String claimUid) {
        end(address, () -> api.releaseUnlessAdopted(address, claimUid).ifPresent(adopted -> {
            allocator.staying(address.key(), address.uid());
            addresses.feed().answered(adopted);
        }));
    }

    private void end(AddressObject address, Runnable request) {
        LOGGER.debug(
                "Ending IPAddress {}/{} of {} {}",
                address.key().namespace(), address.key().name(), address.claim().kind(), address.claim().name());
        unfinished.add(address.key());
        allocator.releasing(address.key(), address.uid());
        try {
            request.run();
        } catch (KubernetesClientException e) {
            // Whoever else wants its number has to wait until it is known to be gone, which may take long.
            allocator.staying(address.key(), address.uid());
            throw e;
        }
        unfinished.remove(address.key());
    }

    /** A create whose answer never came may have made the object all the same. */
    private void lookForUnansweredCreate(ClaimKey claim) {
        allocator.reservationsOf(claim).forEach(number -> api.findAddress(number).ifPresent(addresses.feed()::answered));
    }

    private List<AddressObject> addressesOf(Claim claim) {
        lookForUnansweredCreate(claim.key());
        var known = ownAddresses(claim);
        if (known.stream().noneMatch(address -> isItsOwn(claim, address))) {
            // An earlier claim's may have gone unseen, and left its name to another object.
            addresses.freshView().refresh(claim.key().namespace());
            known = ownAddresses(claim);
        }
        return known.stream().allMatch(address -> isItsOwn(claim, address)) || api.isThere(claim)
                ? known
                // The others may have come for a namesake, since this claim went.
                : known.stream().filter(address -> isItsOwn(claim, address)).toList();
    }

    private static boolean isItsOwn(Claim claim, AddressObject address) {
        return claim.uid().equals(address.claimUid());
    }

    private boolean isOrWasItsOwn(Claim claim, AddressObject address) {
        return isItsOwn(claim, address) || addresses.feed().wasOwnedBy(address.key(), claim.uid());
    }

    /** Another manager may have given it to the claim that has the name now. */
    private static boolean isTold(Optional<Claim> claim, AddressObject address) {
        return claim.filter(there -> address.key().name().equals(there.boundTo())).isPresent();
    }

    /** Not what somebody made by hand in the name of a claim that has another address. */
    private List<AddressObject> ownAddresses(Claim claim) {
        return allocator.objectsOf(claim.key()).stream()
                .filter(address -> isItsOwn(claim, address)
                        || address.key().name().equals(claim.boundTo())
                        || unfinished.contains(address.key())
                        || (claim.boundTo() == null && !address.deleting()))
                .toList();
    }
}
