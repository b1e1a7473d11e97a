package io.metal3.ipam.capi;

import io.metal3.ipam.api.clusterapi.IPAddressClaimStatus;
import io.metal3.ipam.api.clusterapi.NameReference;
import io.metal3.ipam.claim.ClaimOutcome;
import io.metal3.ipam.claim.ClaimTold;
import io.metal3.ipam.kube.Conditions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An outcome as the status of an IPAddressClaim. Writes nothing; the same in, the same out. */
final class IPAddressClaimStatusRenderer {

    private static final IPAddressClaimStatus EMPTY = new IPAddressClaimStatus(null, List.of(), null, null);

    private final Clock clock;

    IPAddressClaimStatusRenderer(Clock clock) {
        this.clock = clock;
    }

    /** The status to write; empty when the old one tells it already, or when nothing is to be told. */
    Optional<IPAddressClaimStatus> render(@Nullable IPAddressClaimStatus old, long generation, ClaimOutcome outcome) {
        var before = old == null ? EMPTY : old;
        return ClaimTold.of(outcome, generation)
                .map(told -> new IPAddressClaimStatus(
                        outcome instanceof ClaimOutcome.Bound(var address, var version)
                                ? new NameReference(address.key().name())
                                : before.addressRef(),
                        Conditions.with(before.conditions(), told, clock.instant()),
                        before.deprecated(),
                        before.v1beta2()))
                .filter(after -> !after.equals(before));
    }
}
