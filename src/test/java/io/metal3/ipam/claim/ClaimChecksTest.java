package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.AllocationStrategy;
import io.metal3.ipam.allocator.PoolDefinition;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.allocator.PoolRange;
import io.metal3.ipam.allocator.RangeSettings;
import io.metal3.ipam.cluster.ClusterState;
import io.metal3.ipam.cluster.Standing;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.ip.AddressRange;
import io.metal3.ipam.pool.Pool;
import io.metal3.ipam.pool.SpecFault;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.metal3.ipam.claim.Claims.aClaim;
import static org.assertj.core.api.Assertions.assertThat;

class ClaimChecksTest {

    @Test
    void servesAClaimOfASoundPool() {
        var input = input(aClaim(), pool(true, false), ClusterState.RUNNING);

        assertThat(ClaimChecks.beforeAnything(input)).isEmpty();
        assertThat(ClaimChecks.beforeANewAddress(input)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PAUSED, true", "MISSING, true", "RUNNING, false", "NOT_NAMED, false"})
    void holdsAClaimWhosePoolsClusterIsPausedOrMissing(ClusterState state, boolean held) {
        var outcome = ClaimChecks.beforeAnything(input(aClaim(), pool(true, false), state));

        assertThat(outcome.isPresent()).isEqualTo(held);
        outcome.ifPresent(o -> assertThat(o).isInstanceOf(ClaimOutcome.Held.class));
    }

    @Test
    void touchesNothingThatIsPausedOrBeingMoved() {
        assertThat(ClaimChecks.beforeAnything(input(aClaim().onPause(), null, ClusterState.NOT_NAMED)))
                .containsInstanceOf(ClaimOutcome.Held.class);
        assertThat(ClaimChecks.beforeAnything(input(aClaim().beingMoved(), null, ClusterState.NOT_NAMED)))
                .containsInstanceOf(ClaimOutcome.Held.class);
    }

    @Test
    void saysThatThePoolIsOfAnotherNamespace() {
        assertThat(reason(ClaimChecks.beforeAnything(input(aClaim().asking("pool1", "other"), null, ClusterState.NOT_NAMED))))
                .contains(ClaimReason.POOL_NOT_ALLOWED);
    }

    @Test
    void saysThatThereIsNoSuchPool() {
        assertThat(reason(ClaimChecks.beforeANewAddress(input(aClaim(), null, ClusterState.NOT_NAMED))))
                .contains(ClaimReason.POOL_NOT_FOUND);
    }

    @Test
    void servesNoNewClaimFromAPoolInDeletionOrWithoutASoundRange() {
        assertThat(reason(ClaimChecks.beforeANewAddress(input(aClaim(), pool(true, true), ClusterState.NOT_NAMED))))
                .contains(ClaimReason.POOL_NOT_READY);
        assertThat(reason(ClaimChecks.beforeANewAddress(input(aClaim(), pool(false, false), ClusterState.NOT_NAMED))))
                .contains(ClaimReason.POOL_NOT_READY);
    }

    /** The number of somebody who is on the way must not go to somebody who is here first. */
    @Test
    void makesNoAddressOfAPoolThatIsStillArriving() {
        var pool = arriving();

        assertThat(ClaimChecks.beforeANewAddress(input(aClaim(), pool, ClusterState.NOT_NAMED)))
                .get()
                .isInstanceOfSatisfying(ClaimOutcome.Waiting.class, waiting -> {
                    assertThat(waiting.reason()).isEqualTo(ClaimReason.POOL_ARRIVING);
                    assertThat(waiting.reason().isFailure()).isFalse();
                });
        assertThat(ClaimChecks.beforeANewAddress(input(aClaim(), pool.arrived(), ClusterState.NOT_NAMED))).isEmpty();
    }

    @Test
    void saysThatTheRequestedAddressIsNone() {
        var outcome = ClaimChecks.beforeANewAddress(
                input(aClaim().annotated("ipAddress", "no-address"), pool(true, false), ClusterState.NOT_NAMED));

        assertThat(outcome).get().isInstanceOfSatisfying(ClaimOutcome.Waiting.class, waiting -> {
            assertThat(waiting.reason()).isEqualTo(ClaimReason.INVALID_REQUEST);
            assertThat(waiting.message())
                    .startsWith("Invalid ipAddress annotation: 'no-address' is not an IP address")
                    .contains("; correct metadata.annotations[ipAddress] or remove it")
                    .doesNotContain(".;");
        });
    }

    private static Optional<ClaimReason> reason(Optional<ClaimOutcome> outcome) {
        return outcome.map(o -> ((ClaimOutcome.Waiting) o).reason());
    }

    private static ClaimInput input(Claims claims, @Nullable Pool pool, ClusterState poolCluster) {
        var claim = claims.make();
        return new ClaimInput(
                claim,
                new Standing(claim.what(), claim.paused(), null, ClusterState.NOT_NAMED),
                pool,
                pool == null ? null : new Standing("IPPool pool1", false, "cluster1", poolCluster));
    }

    private static Pool arriving() {
        var pool = pool(true, false);
        return new Pool(pool.key(), pool.uid(), 1, pool.definition(), List.of(), null, false, false, true);
    }

    static Pool pool(boolean sound, boolean deleting) {
        var settings = new RangeSettings(24, null, List.of());
        var range = new PoolRange(
                new AddressRange(Address.parse("10.0.0.1"), Address.parse("10.0.0.9")), settings, Set.of());
        return new Pool(
                new PoolKey("ns", "pool1"),
                "uid-pool",
                1,
                new PoolDefinition(
                        "net", sound ? List.of(range) : List.of(), AllocationStrategy.SEQUENTIAL, Map.of(), settings),
                sound ? List.of() : List.of(new SpecFault("spec.pools", "is empty")),
                null,
                false,
                deleting,
                false);
    }
}
