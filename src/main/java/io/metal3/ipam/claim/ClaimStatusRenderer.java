package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.metal3.ipam.api.v1alpha1.IPClaimStatus;
import io.metal3.ipam.kube.Conditions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An outcome as the status of an IPClaim. Writes nothing; the same in, the same out. */
public final class ClaimStatusRenderer {

    private static final IPClaimStatus EMPTY = new IPClaimStatus(null, null, List.of());

    private final Clock clock;

    public ClaimStatusRenderer(Clock clock) {
        this.clock = clock;
    }

    /** The status to write; empty when the old one tells it already, or when nothing is to be told. */
    public Optional<IPClaimStatus> render(@Nullable IPClaimStatus old, long generation, String namespace, ClaimOutcome outcome) {
        var before = old == null ? EMPTY : old;
        var after =
                switch (outcome) {
                    case ClaimOutcome.Bound(var address) ->
                        // The error goes in the same write that sets the address: the Metal3 provider looks at the error first.
                        status(before, reference(before, address.key().name(), namespace), ClaimReason.READY, "", generation);
                    case ClaimOutcome.Waiting(var reason, var message) ->
                        status(before, before.address(), reason, message, generation);
                    case ClaimOutcome.Refused(var reason, var message, var tryAgain) ->
                        status(before, before.address(), reason, message, generation);
                    case ClaimOutcome.Held held -> before;
                    case ClaimOutcome.Outdated outdated -> before;
                    case ClaimOutcome.Done done -> before;
                };
        return after.equals(before) ? Optional.empty() : Optional.of(after);
    }

    private IPClaimStatus status(
            IPClaimStatus before, @Nullable ObjectReference address, ClaimReason reason, String message, long generation) {
        var told = new Conditions.Told(Conditions.READY, reason == ClaimReason.READY, reason.text(), message, generation);
        return new IPClaimStatus(
                address, reason.isFailure() ? message : null, Conditions.with(before.conditions(), told, clock.instant()));
    }

    private static ObjectReference reference(IPClaimStatus before, String name, String namespace) {
        var old = before.address();
        return old != null && name.equals(old.getName()) && namespace.equals(old.getNamespace())
                ? old
                : new ObjectReferenceBuilder().withName(name).withNamespace(namespace).build();
    }
}
