package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.kube.TrimmedStore;
import org.jspecify.annotations.Nullable;

/** The store of the informer of claims: a claim that appears is known as a newcomer before anybody looks at it. Thread-safe. */
final class ClaimStore<C extends HasMetadata> extends TrimmedStore<C> {

    private final Newcomers newcomers;

    ClaimStore(Newcomers newcomers) {
        this.newcomers = newcomers;
    }

    @Override
    public @Nullable C put(String key, C claim) {
        var before = super.put(key, claim);
        if (before == null) {
            newcomers.appears(claim);
        }
        return before;
    }
}
