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
    public Optional<IPClaimStatus> render(
            @Nullable IPClaimStatus old, long generation, String namespace, ClaimOutcome outcome) {
        var before = old == null ? EMPTY : old;
        return ClaimTold.of(outcome, generation)
                .map(told -> new IPClaimStatus(
                        address(before, namespace, outcome),
                        errorMessage(outcome),
                        Conditions.with(before.conditions(), told, clock.instant())))
                .filter(after -> !after.equals(before));
    }

    private static @Nullable ObjectReference address(IPClaimStatus before, String namespace, ClaimOutcome outcome) {
        if (!(outcome instanceof ClaimOutcome.Bound(var address, var version))) {
            return before.address();
        }
        var name = address.key().name();
        var old = before.address();
        return old != null && name.equals(old.getName()) && namespace.equals(old.getNamespace())
                ? old
                : new ObjectReferenceBuilder().withName(name).withNamespace(namespace).build();
    }

    /** Gone in the very write that sets the address: the Metal3 provider looks at the error first. */
    private static @Nullable String errorMessage(ClaimOutcome outcome) {
        return switch (outcome) {
            case ClaimOutcome.Waiting(var reason, var message) -> reason.isFailure() ? message : null;
            case ClaimOutcome.Refused(var reason, var message, var tryAgain) -> reason.isFailure() ? message : null;
            default -> null;
        };
    }
}
