package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.kube.WakeUps;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds the claims of one kind that something has changed for, and asks for another look at them: the oldest first, and each
 * takes its place in the waiting line before the first of them is served, so that it is age that counts and not luck.
 *
 * @param <C> the kind of claim
 */
public final class ClaimWakeUps<C extends HasMetadata> {

    private final String kind;
    private final ClaimStore<C> store;
    private final WakeUps<C> wakeUps;
    private final ClaimApi<C> api;
    private final ClaimProcessor<C> processor;

    ClaimWakeUps(
            String kind, ClaimStore<C> store, WakeUps<C> wakeUps, ClaimApi<C> api, ClaimProcessor<C> processor) {
        this.kind = kind;
        this.store = store;
        this.wakeUps = wakeUps;
        this.api = api;
        this.processor = processor;
    }

    /** Something has changed for this claim: it is of this kind, and ours, and it lives, or it is not looked at. */
    public void wakeIfAlive(ClaimKey claim) {
        if (claim.kind().equals(kind)) {
            wakeUps.find(claim.namespace(), claim.name())
                    .filter(object -> api.isOurs(object) && !object.isMarkedForDeletion())
                    .ifPresent(object -> wakeUps.wake(claim.namespace(), claim.name()));
        }
    }

    /** The claims of a pool that still want something: it came, changed, or was unpaused. */
    public void poolChanged(PoolKey pool) {
        lookAgain(store.in(pool.namespace()), claim -> claim.pool().equals(pool));
    }

    /** The claims of a namespace that still want something: a Cluster came, went, was paused or unpaused. */
    public void clusterChanged(String namespace) {
        lookAgain(store.in(namespace), claim -> true);
    }

    /** All claims that still want something, when the manager begins to work. */
    public void begin() {
        lookAgain(store.all(), claim -> true);
    }

    private void lookAgain(Stream<C> objects, Predicate<Claim> concerned) {
        List<Claim> unsettled = new ArrayList<>(objects.filter(api::isOurs)
                .map(api::read)
                .filter(concerned)
                .filter(claim -> !processor.isSettled(claim))
                .toList());
        unsettled.sort(Comparator.comparing(Claim::created).thenComparing(c -> c.key().name()));
        processor.expect(unsettled);
        unsettled.forEach(claim -> wakeUps.wake(claim.key().namespace(), claim.key().name()));
    }
}
