package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.cluster.Clusters;
import io.metal3.ipam.cluster.Standing;
import io.metal3.ipam.pool.Pool;
import io.metal3.ipam.pool.Pools;
import java.util.Optional;

/** Gathers what is known around a claim, from caches only. Thread-safe. */
public final class ClaimGatherer {

    private final Pools pools;
    private final Clusters clusters;

    public ClaimGatherer(Pools pools, Clusters clusters) {
        this.pools = pools;
        this.clusters = clusters;
    }

    public ClaimInput gather(Claim claim) {
        var namespace = claim.key().namespace();
        var standing = new Standing(
                claim.what(), claim.paused(), claim.clusterName(), clusters.state(namespace, claim.clusterName()));
        var pool = pools.find(claim.pool()).orElse(null);
        return new ClaimInput(claim, standing, pool, pool == null ? null : standing(pool));
    }

    /** Whether there is such a pool. */
    boolean knows(PoolKey pool) {
        return pools.find(pool).isPresent();
    }

    /** Whether somebody paused this pool or its Cluster on purpose. */
    boolean isPausedOnPurpose(PoolKey pool) {
        return pools.find(pool).map(this::standing).filter(Standing::isPausedOnPurpose).isPresent();
    }

    /**
     * Why a pool is not to be touched; empty when it may. One in deletion may be let go when its Cluster is gone: more often than
     * not it is the end of the Cluster that has deleted it.
     */
    public Optional<String> held(Pool pool) {
        var standing = standing(pool);
        return pool.deleting() ? standing.heldOnPurpose() : standing.held();
    }

    /** What Cluster API says of a pool. */
    public Standing standing(Pool pool) {
        return new Standing(
                "IPPool " + pool.key().name(),
                pool.paused(),
                pool.clusterName(),
                clusters.state(pool.key().namespace(), pool.clusterName()));
    }
}
