package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.kube.WakeUps;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import static java.util.stream.Collectors.toCollection;

/**
 * Finds the claims of one kind that something has changed for, and asks for another look at them: the oldest first, and each
 * takes its place in the waiting line before the first of them is served, so that it is age that counts and not luck. Those that have
 * their address already let the others go first.
 *
 * @param <C> the kind of claim
 */
public final class ClaimWakeUps<C extends HasMetadata> {

    private final String kind;
    private final ClaimStore<C> store;
    private final WakeUps<C> wakeUps;
    private final ClaimApi<C> api;
    private final ClaimProcessor<C> processor;
    private final AtLeisure atLeisure = new AtLeisure(this::wakeIfUnsettled);

    ClaimWakeUps(
            String kind, ClaimStore<C> store, WakeUps<C> wakeUps, ClaimApi<C> api, ClaimProcessor<C> processor) {
        this.kind = kind;
        this.store = store;
        this.wakeUps = wakeUps;
        this.api = api;
        this.processor = processor;
    }

    /** The claim of this kind and name as the watch shows it; empty when there is none, or it asks somebody else. */
    Optional<C> find(ClaimKey claim) {
        return claim.kind().equals(kind)
                ? wakeUps.find(claim.namespace(), claim.name()).filter(api::isOurs)
                : Optional.empty();
    }

    /** Something has changed for this claim: it is of this kind, and ours, and it lives, or it is not looked at. */
    public void wakeIfAlive(ClaimKey claim) {
        find(claim)
                .filter(object -> !object.isMarkedForDeletion())
                .ifPresent(object -> wakeUps.wake(claim.namespace(), claim.name()));
    }

    /** The claims of a pool that still want something: it came, changed, or was unpaused. */
    public void poolChanged(PoolKey pool) {
        lookAgain(unsettled(store.in(pool.namespace()), claim -> claim.pool().equals(pool)));
    }

    /** The claims of a namespace that still want something: a Cluster came, went, was paused or unpaused. */
    public void clusterChanged(String namespace) {
        lookAgain(unsettled(store.in(namespace), claim -> true));
    }

    /** All claims that still want something, when the manager begins to work. */
    public void begin() {
        var unsettled = unsettled(store.all(), claim -> true);
        processor.begin(unsettled, store::whileThere);
        wake(unsettled);
    }

    private void lookAgain(List<Claim> unsettled) {
        processor.expect(unsettled, store::whileThere);
        wake(unsettled);
    }

    /** A look at this claim begins. */
    void begun(C claim) {
        atLeisure.begun(new ClaimKey(kind, claim.getMetadata().getNamespace(), claim.getMetadata().getName()));
    }

    private void wake(List<Claim> claims) {
        var toBeTold = claims.stream().filter(processor::hasItsAddress).map(Claim::key).collect(toCollection(LinkedHashSet::new));
        claims.stream()
                .map(Claim::key)
                .filter(key -> !toBeTold.contains(key))
                .forEach(key -> wakeUps.wake(key.namespace(), key.name()));
        atLeisure.add(toBeTold);
    }

    private boolean wakeIfUnsettled(ClaimKey claim) {
        var needsALook = find(claim).filter(object -> !processor.isSettled(api.read(object))).isPresent();
        if (needsALook) {
            wakeUps.wake(claim.namespace(), claim.name());
        }
        return needsALook;
    }

    private List<Claim> unsettled(Stream<C> objects, Predicate<Claim> concerned) {
        return objects.filter(api::isOurs)
                .map(api::read)
                .filter(concerned)
                .filter(claim -> !processor.isSettled(claim))
                .sorted(Comparator.comparing(Claim::created).thenComparing(c -> c.key().name()))
                .toList();
    }
}
