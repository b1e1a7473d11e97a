package io.metal3.ipam.claim;

import io.metal3.ipam.kube.Conditions;
import java.util.Optional;

/** What an outcome tells in a claim's Ready condition; the same for every kind. */
public final class ClaimTold {

    private ClaimTold() {}

    /** Empty when the outcome tells nothing, because the claim is not to be touched or nothing has come out yet. */
    public static Optional<Conditions.Told> of(ClaimOutcome outcome, long generation) {
        return switch (outcome) {
            case ClaimOutcome.Bound(var address, var version) -> told(ClaimReason.READY, "has " + address.address(), generation);
            case ClaimOutcome.Waiting(var reason, var message) -> told(reason, message, generation);
            case ClaimOutcome.Refused(var reason, var message, var tryAgain) -> told(reason, message, generation);
            case ClaimOutcome.Held held -> Optional.empty();
            case ClaimOutcome.Resting resting -> Optional.empty();
            case ClaimOutcome.Outdated outdated -> Optional.empty();
            case ClaimOutcome.Done done -> Optional.empty();
        };
    }

    private static Optional<Conditions.Told> told(ClaimReason reason, String message, long generation) {
        return Optional.of(new Conditions.Told(
                Conditions.READY, reason == ClaimReason.READY, reason.text(), message, generation));
    }
}
