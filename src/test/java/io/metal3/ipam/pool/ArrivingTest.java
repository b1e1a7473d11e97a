package io.metal3.ipam.pool;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.metal3.ipam.allocator.AllocationStrategy;
import io.metal3.ipam.allocator.PoolDefinition;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.allocator.RangeSettings;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.api.v1alpha1.IPPoolSpec;
import io.metal3.ipam.api.v1alpha1.IPPoolStatus;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.testing.ClockByHand;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ArrivingTest {

    private final ClockByHand clock = new ClockByHand();
    private final Arriving arriving = new Arriving(clock);
    private final Pool pool = new Pool(
            new PoolKey("ns", "pool"),
            "uid",
            1,
            new PoolDefinition("pool", List.of(), AllocationStrategy.SEQUENTIAL, Map.of(), new RangeSettings(24, null, List.of())),
            List.of(),
            null,
            false,
            false,
            true);

    @Test
    void aPoolComesFromElsewhereIfItHasOurFinalizerAndNoStatus() {
        assertThat(Arriving.is(pool(true, null, null))).isTrue();
        assertThat(Arriving.is(pool(false, null, null))).as("a new one").isFalse();
        assertThat(Arriving.is(pool(true, null, "Ready"))).as("one that has been here before").isFalse();
        assertThat(Arriving.is(pool(true, null, "Arriving"))).as("one that has not come wholly").isTrue();
        assertThat(Arriving.is(pool(true, "cluster1", null))).as("one whose Cluster says when").isFalse();
    }

    @Test
    void itIsOverWhenNothingHasComeForAWhile() {
        assertThat(arriving.isOver(pool, 0, false)).isFalse();
        clock.pass(Arriving.QUIET.minusSeconds(1));
        assertThat(arriving.isOver(pool, 7, false)).isFalse();
        clock.pass(Arriving.QUIET.minusSeconds(1));
        assertThat(arriving.isOver(pool, 7, false)).isFalse();
        clock.pass(Duration.ofSeconds(1));
        assertThat(arriving.isOver(pool, 7, false)).isTrue();
    }

    @Test
    void itIsNotOverWhileAClusterIsPaused() {
        assertThat(arriving.isOver(pool, 7, true)).isFalse();
        clock.pass(Arriving.QUIET.multipliedBy(9));
        assertThat(arriving.isOver(pool, 7, true)).isFalse();
        assertThat(arriving.isOver(pool, 7, false)).isTrue();
    }

    private static IPPool pool(boolean finalizer, @Nullable String cluster, @Nullable String reason) {
        var pool = new IPPool();
        var metadata = new ObjectMetaBuilder().withNamespace("ns").withName("pool");
        pool.setMetadata((finalizer ? metadata.withFinalizers(MetadataKeys.POOL_FINALIZER) : metadata).build());
        pool.setSpec(new IPPoolSpec(cluster, "pool", List.of(), null, null, List.of(), Map.of(), null));
        if (reason != null) {
            var ready = new ConditionBuilder().withType("Ready").withReason(reason).build();
            pool.setStatus(new IPPoolStatus(null, Map.of(), null, null, null, null, null, List.of(ready)));
        }
        return pool;
    }
}
