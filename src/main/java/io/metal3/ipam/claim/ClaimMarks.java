package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.kube.Refusal;
import io.metal3.ipam.pool.Pool;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What we write on a claim before its address is made: our finalizer, and with it the number. Thread-safe.
 *
 * @param <C> the kind of claim
 */
final class ClaimMarks<C extends HasMetadata> {

    private final ClaimApi<C> api;

    private final boolean alone;

    /**
     * Makes marks without memory.
     *
     * @param alone whether no other manager can be at work
     */
    ClaimMarks(ClaimApi<C> api, boolean alone) {
        this.api = api;
        this.alone = alone;
    }

    /** What came of putting our mark on a claim. */
    sealed interface Result {
        /** It is on; this is the claim with it. */
        record On(Claim claim) implements Result {}

        /** The API server knows the claim no more. */
        record Gone() implements Result {}

        /** The claim has changed since it was read. */
        record Outdated() implements Result {}

        /** The API server said no. */
        record Refused(KubernetesClientException failure) implements Result {}
    }

    /**
     * The only version in which the claim may be told of this object: in a later one another manager may have given it up, to end it.
     * Null where no other manager is at work, or the claim has been told already.
     */
    @Nullable String versionToTell(Claim claim, AddressObject address) {
        return alone || address.key().name().equals(claim.boundTo()) ? null : claim.resourceVersion();
    }

    /**
     * Puts finalizer and number on the claim, unless they are there; a failure of unknown effect rises.
     *
     * @param maySpare whether no manager before this one may have served the claim, or its address is there: else this write shows
     *     whether the claim is still as it was seen
     */
    Result put(Claim claim, Pool pool, Address address, boolean maySpare) {
        var annotations = FormerAddress.remember(claim, pool, address, alone && maySpare);
        return claim.hasOurFinalizer() && annotations.isEmpty() ? new Result.On(claim) : write(claim, annotations);
    }

    /** Takes number and object off the claim, so that no other manager tells it of them; a failure of unknown effect rises. */
    Result giveUp(Claim claim, AddressObject address) {
        return alone ? new Result.On(claim) : write(claim, FormerAddress.givenUp(claim, address));
    }

    private Result write(Claim claim, Map<String, String> annotations) {
        try {
            return new Result.On(api.hold(claim, annotations));
        } catch (KubernetesClientException e) {
            return switch (Refusal.of(e)) {
                case NOT_FOUND -> new Result.Gone();
                case CHANGED, ALREADY_EXISTS -> new Result.Outdated();
                case REFUSED -> new Result.Refused(e);
                case UNKNOWN -> throw e;
            };
        }
    }
}
