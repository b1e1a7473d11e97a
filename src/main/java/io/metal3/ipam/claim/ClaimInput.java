package io.metal3.ipam.claim;

import io.metal3.ipam.cluster.Standing;
import io.metal3.ipam.pool.Pool;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that a decision about a claim may look at, gathered beforehand.
 *
 * @param pool null when there is none of that name
 * @param poolStanding null exactly when the pool is
 */
public record ClaimInput(Claim claim, Standing standing, @Nullable Pool pool, @Nullable Standing poolStanding) {

    /** The same about a later state of the claim. */
    ClaimInput with(Claim later) {
        return new ClaimInput(later, standing, pool, poolStanding);
    }

    /** Why nothing of the claim may be touched, as Cluster API sees it; empty when it may. */
    public Optional<String> held() {
        return standings().flatMap(s -> s.held().stream()).findFirst();
    }

    /** Whether somebody paused the claim, its pool or a Cluster of theirs on purpose. */
    public boolean isPausedOnPurpose() {
        return standings().anyMatch(Standing::isPausedOnPurpose);
    }

    private Stream<Standing> standings() {
        return Stream.concat(Stream.of(standing), Stream.ofNullable(poolStanding));
    }
}
