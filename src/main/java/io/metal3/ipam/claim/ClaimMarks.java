package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.kube.Refusal;
import io.metal3.ipam.pool.Pool;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What we write on a claim before its address is made: our finalizer, and with it the number, where nothing else would remember
 * it. Thread-safe.
 *
 * @param <C> the kind of claim
 */
final class ClaimMarks<C extends HasMetadata> {

    private final ClaimApi<C> api;

    /** Numbers that we have written on claims (by uid) and that are not theirs yet: no memory of a former address. */
    private final Map<String, Address> attempts = new ConcurrentHashMap<>();

    ClaimMarks(ClaimApi<C> api) {
        this.api = api;
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

    /** Puts finalizer and number on the claim, unless they are there; a failure of unknown effect rises. */
    Result put(Claim claim, Pool pool, Address address) {
        var annotations = FormerAddress.remember(claim, pool, address);
        if (claim.hasOurFinalizer() && annotations.isEmpty()) {
            return new Result.On(claim);
        }
        try {
            attempts.put(claim.uid(), address);
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

    /** The number that the claim had before; not one that we have just written on it for a number that it then did not get. */
    Optional<Address> former(Claim claim, Pool pool) {
        return FormerAddress.of(claim, pool).filter(address -> !address.equals(attempts.get(claim.uid())));
    }

    /** The number on the claim is the claim's, or the claim is gone. */
    void settled(Claim claim) {
        attempts.remove(claim.uid());
    }
}
