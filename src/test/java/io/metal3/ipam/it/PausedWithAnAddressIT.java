package io.metal3.ipam.it;

import io.metal3.ipam.testing.ManagerExtension;
import io.metal3.ipam.testing.PoolBuilder;
import io.metal3.ipam.testing.TestNamespace;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aCluster;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.ADDRESS;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Kind.CLUSTER;
import static io.metal3.ipam.testing.Kind.POOL;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.soon;

/** Whoever has an address keeps it while it is paused, and gives back nothing before that is over. */
@ExtendWith(ManagerExtension.class)
class PausedWithAnAddressIT {

    private static final String PAUSED = "cluster.x-k8s.io/paused";

    private final TestNamespace namespace;

    PausedWithAnAddressIT(TestNamespace namespace) {
        this.namespace = namespace;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void aClaimInDeletionIsReleasedOnlyWhenItIsUnpaused(String what, Consumer<TestNamespace> pause, Consumer<TestNamespace> end) {
        namespace.create(aCluster("cluster1"));
        namespace.create(pool().cluster("cluster1"));
        namespace.addressFor(aClaim("a").cluster("cluster1"));
        var address = namespace.addressOf("a");
        pause.accept(namespace);
        namespace.settle();

        namespace.delete(CLAIM, "a");
        namespace.settle();

        assertThat(namespace.claim("a")).as(what).isBeingDeleted().isBoundTo("pool-10-0-0-10");
        assertThat(namespace.address("pool-10-0-0-10")).isUntouchedSince(address);
        end.accept(namespace);
        soon(() -> {
            assertThat(namespace.find(CLAIM, "a")).isEmpty();
            assertThat(namespace.find(ADDRESS, "pool-10-0-0-10")).isEmpty();
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ways")
    void anAddressThatIsTakenAwayByForceIsMadeAgainOnlyWhenItIsUnpaused(
            String what, Consumer<TestNamespace> pause, Consumer<TestNamespace> end) {
        namespace.create(aCluster("cluster1"));
        namespace.create(pool().cluster("cluster1"));
        namespace.addressFor(aClaim("a").cluster("cluster1"));
        pause.accept(namespace);
        namespace.settle();

        namespace.stripFinalizers(ADDRESS, "pool-10-0-0-10");
        namespace.delete(ADDRESS, "pool-10-0-0-10");
        namespace.settle();

        assertThat(namespace.find(ADDRESS, "pool-10-0-0-10")).as(what).isEmpty();
        end.accept(namespace);
        soon(() -> assertThat(namespace.address("pool-10-0-0-10")).isOwnedBy(namespace.pool(), namespace.claim("a")));
    }

    static Stream<Arguments> ways() {
        return Stream.of(
                way(
                        "the claim",
                        n -> n.annotate(CLAIM, "a", PAUSED, "true"),
                        n -> n.removeAnnotation(CLAIM, "a", PAUSED)),
                way(
                        "the pool",
                        n -> n.annotate(POOL, "pool", PAUSED, "true"),
                        n -> n.removeAnnotation(POOL, "pool", PAUSED)),
                way(
                        "the Cluster",
                        n -> n.patch(CLUSTER, "cluster1", "{\"spec\": {\"paused\": true}}"),
                        n -> n.patch(CLUSTER, "cluster1", "{\"spec\": {\"paused\": false}}")),
                way(
                        "the Cluster, by annotation",
                        n -> n.annotate(CLUSTER, "cluster1", PAUSED, ""),
                        n -> n.removeAnnotation(CLUSTER, "cluster1", PAUSED)));
    }

    @Test
    void anAddressThatIsTakenAwayFromAPausedClaimIsGivenToNobodyElse() {
        namespace.create(pool());
        namespace.addressFor("a");
        namespace.annotate(CLAIM, "a", PAUSED, "");

        namespace.stripFinalizers(ADDRESS, "pool-10-0-0-10");
        namespace.delete(ADDRESS, "pool-10-0-0-10");
        namespace.settle();

        assertThat(namespace.addressFor("b")).isEqualTo("10.0.0.11");
        namespace.removeAnnotation(CLAIM, "a", PAUSED);
        soon(() -> assertThat(namespace.address("pool-10-0-0-10")).isOwnedBy(namespace.pool(), namespace.claim("a")));
    }

    @Test
    void aClaimInDeletionIsReleasedWhenItsClusterIsGone() {
        namespace.create(aCluster("cluster1"));
        namespace.create(pool().cluster("cluster1"));
        namespace.addressFor(aClaim("a").cluster("cluster1"));
        namespace.delete(CLUSTER, "cluster1");
        eventually(() -> assertThat(namespace.find(CLUSTER, "cluster1")).isEmpty());

        namespace.delete(CLAIM, "a");

        soon(() -> {
            assertThat(namespace.find(CLAIM, "a")).isEmpty();
            assertThat(namespace.find(ADDRESS, "pool-10-0-0-10")).isEmpty();
        });
    }

    @Test
    void aClaimDeletedFirstIsReleasedWhenItsPausedClusterGoes() {
        namespace.create(aCluster("cluster1"));
        namespace.create(pool().cluster("cluster1"));
        namespace.addressFor(aClaim("a").cluster("cluster1"));
        namespace.patch(CLUSTER, "cluster1", "{\"spec\": {\"paused\": true}}");
        namespace.settle();
        namespace.delete(CLAIM, "a");
        namespace.settle();
        assertThat(namespace.claim("a")).isBeingDeleted();

        namespace.delete(CLUSTER, "cluster1");

        soon(() -> assertThat(namespace.find(CLAIM, "a")).isEmpty());
    }

    @Test
    void boundClaimsAreNotWrittenToByPausingAndUnpausing() {
        namespace.create(aCluster("cluster1"));
        namespace.create(pool().cluster("cluster1"));
        namespace.addressFor(aClaim("a").cluster("cluster1"));
        var claim = namespace.claim("a");
        var address = namespace.addressOf("a");

        namespace.patch(CLUSTER, "cluster1", "{\"spec\": {\"paused\": true}}");
        namespace.settle();
        namespace.patch(CLUSTER, "cluster1", "{\"spec\": {\"paused\": false}}");

        assertThat(namespace.addressFor("b")).isEqualTo("10.0.0.11");
        assertThat(namespace.claim("a")).isUntouchedSince(claim);
        assertThat(namespace.address("pool-10-0-0-10")).isUntouchedSince(address);
    }

    private static Arguments way(String what, Consumer<TestNamespace> pause, Consumer<TestNamespace> end) {
        return Arguments.of(what, pause, end);
    }

    private static PoolBuilder pool() {
        return aPool().range("10.0.0.10", "10.0.0.20");
    }
}
