package io.metal3.ipam.it;

import io.metal3.ipam.testing.ManagerExtension;
import io.metal3.ipam.testing.PoolBuilder;
import io.metal3.ipam.testing.TestNamespace;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aCluster;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Kind.CLUSTER;
import static io.metal3.ipam.testing.Kind.POOL;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.soon;
import static io.metal3.ipam.testing.Patience.throughout;

/** What is paused is left as it is, to the last byte; unpaused, it is served at once. */
@ExtendWith(ManagerExtension.class)
class PauseIT {

    private static final String PAUSED = "cluster.x-k8s.io/paused";

    private final TestNamespace namespace;

    PauseIT(TestNamespace namespace) {
        this.namespace = namespace;
    }

    /**
     * A way to hold a claim up.
     *
     * @param make makes Cluster and pool, and when the manager has seen them the claim
     * @param end ends it
     */
    record Pause(String what, Consumer<TestNamespace> make, Consumer<TestNamespace> end) {
        @Override
        public String toString() {
            return what;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pauses")
    void theClaimIsNotTouchedUntilItIsUnpaused(Pause pause) {
        pause.make().accept(namespace);
        var claim = namespace.claim("a");

        namespace.settle();

        assertThat(namespace.claim("a")).isUntouchedSince(claim);
        pause.end().accept(namespace);
        soon(() -> assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-10"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pausesOfThePool")
    void thePoolIsNotTouchedUntilItIsUnpaused(Pause pause) {
        pause.make().accept(namespace);
        var pool = namespace.pool();

        // Its counts are written a while after what changes them.
        throughout(Duration.ofMillis(1_200), () -> assertThat(namespace.pool()).isUntouchedSince(pool));

        pause.end().accept(namespace);
        soon(() -> assertThat(namespace.pool()).hasFinalizer("ippool.ipam.metal3.io").isReady());
    }

    static Stream<Pause> pausesOfThePool() {
        return Stream.of(
                new Pause(
                        "the pool is paused",
                        n -> {
                            n.create(pool().paused());
                            n.settle();
                            n.create(aClaim("a"));
                        },
                        n -> n.removeAnnotation(POOL, "pool", PAUSED)),
                new Pause(
                        "the Cluster of the pool is paused",
                        n -> {
                            n.create(aCluster("cluster1").paused());
                            n.create(pool().cluster("cluster1"));
                            n.settle();
                            n.create(aClaim("a"));
                        },
                        n -> n.patch(CLUSTER, "cluster1", "{\"spec\": {\"paused\": null}}")),
                new Pause(
                        "the Cluster of the pool has the paused annotation",
                        n -> {
                            n.create(aCluster("cluster1").pausedByAnnotation());
                            n.create(pool().cluster("cluster1"));
                            n.settle();
                            n.create(aClaim("a"));
                        },
                        n -> n.removeAnnotation(CLUSTER, "cluster1", PAUSED)),
                new Pause(
                        "the Cluster of the pool is not there",
                        n -> {
                            n.create(pool().cluster("cluster1"));
                            n.settle();
                            n.create(aClaim("a"));
                        },
                        n -> n.create(aCluster("cluster1"))));
    }

    static Stream<Pause> pauses() {
        return Stream.concat(
                pausesOfThePool(),
                Stream.of(
                        new Pause(
                                "the claim is paused",
                                n -> {
                                    n.create(pool());
                                    n.settle();
                                    n.create(aClaim("a").paused());
                                },
                                n -> n.removeAnnotation(CLAIM, "a", PAUSED)),
                        new Pause(
                                "the Cluster of the claim is paused",
                                n -> {
                                    n.create(aCluster("cluster1").paused());
                                    n.create(pool());
                                    n.settle();
                                    n.create(aClaim("a").cluster("cluster1"));
                                },
                                n -> n.patch(CLUSTER, "cluster1", "{\"spec\": {\"paused\": false}}")),
                        new Pause(
                                "the Cluster of the claim is not there",
                                n -> {
                                    n.create(pool());
                                    n.settle();
                                    n.create(aClaim("a").cluster("cluster1"));
                                },
                                n -> n.create(aCluster("cluster1"))),
                        new Pause(
                                "the Cluster of the claim is paused, that of the pool is not",
                                n -> {
                                    n.create(aCluster("cluster1"));
                                    n.create(aCluster("cluster2").paused());
                                    n.create(pool().cluster("cluster1"));
                                    n.settle();
                                    n.create(aClaim("a").cluster("cluster2"));
                                },
                                n -> n.patch(CLUSTER, "cluster2", "{\"spec\": {\"paused\": null}}"))));
    }

    @Test
    void othersOfThePoolAreServedMeanwhile() {
        namespace.create(pool());
        namespace.create(aClaim("a").paused());

        assertThat(namespace.addressFor("b")).isEqualTo("10.0.0.10");
    }

    @Test
    void aPausedPoolInDeletionStays() {
        namespace.create(pool());
        eventually(() -> assertThat(namespace.pool()).hasFinalizer("ippool.ipam.metal3.io"));
        namespace.annotate(POOL, "pool", PAUSED, "");
        namespace.delete(POOL, "pool");
        namespace.settle();

        assertThat(namespace.pool()).isBeingDeleted();

        namespace.removeAnnotation(POOL, "pool", PAUSED);
        soon(() -> assertThat(namespace.find(POOL, "pool")).isEmpty());
    }

    @Test
    void aPausedPoolThatGrowsServesItsClaimsWhenItIsUnpaused() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));
        namespace.addressFor("holder");
        namespace.create(aClaim("a"));
        eventually(() -> assertThat(namespace.claim("a")).isRefused("PoolExhausted"));
        var waiting = namespace.claim("a");
        namespace.annotate(POOL, "pool", PAUSED, "");

        namespace.change(aPool().range("10.0.0.10", "10.0.0.11"));
        namespace.settle();

        assertThat(namespace.claim("a")).isUntouchedSince(waiting);
        namespace.removeAnnotation(POOL, "pool", PAUSED);
        soon(() -> assertThat(namespace.number("a")).isEqualTo("10.0.0.11"));
    }

    private static PoolBuilder pool() {
        return aPool().range("10.0.0.10", "10.0.0.20");
    }
}
