package io.metal3.ipam.it;

import io.metal3.ipam.testing.ManagerExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aCluster;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Builders.anAddress;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.ADDRESS;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Kind.CLUSTER;
import static io.metal3.ipam.testing.Kind.POOL;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.soon;

/** A pool is kept while it is needed, and belongs to its Cluster. */
@ExtendWith(ManagerExtension.class)
class PoolLifecycleIT {

    private final TestNamespace namespace;

    PoolLifecycleIT(TestNamespace namespace) {
        this.namespace = namespace;
    }

    @Test
    void itCarriesOurFinalizerAndGoesAtOnceWhileItIsEmpty() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        eventually(() -> assertThat(namespace.pool()).hasFinalizer("ippool.ipam.metal3.io"));

        namespace.delete(POOL, "pool");

        soon(() -> assertThat(namespace.find(POOL, "pool")).isEmpty());
    }

    @Test
    void itWaitsForItsLastAddress() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        namespace.addressFor("a");
        namespace.addressFor("b");

        namespace.delete(POOL, "pool");

        eventually(() -> assertThat(namespace.pool()).isBeingDeleted().isNotReady("Deleting").says("2 addresses are still held"));
        namespace.delete(CLAIM, "a");
        eventually(() -> assertThat(namespace.pool()).says("1 addresses are still held"));
        namespace.delete(CLAIM, "b");
        eventually(() -> assertThat(namespace.find(POOL, "pool")).isEmpty());
    }

    @Test
    void anAddressMadeByHandKeepsItToo() {
        namespace.create(anAddress("10.0.0.15").named("router").heldBy("some-router"));
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        eventually(() -> assertThat(namespace.pool()).hasFinalizer("ippool.ipam.metal3.io"));

        namespace.delete(POOL, "pool");
        eventually(() -> assertThat(namespace.pool()).isNotReady("Deleting"));
        namespace.settle();

        assertThat(namespace.find(POOL, "pool")).isPresent();
        namespace.delete(ADDRESS, "router");
        eventually(() -> assertThat(namespace.find(POOL, "pool")).isEmpty());
    }

    @Test
    void inDeletionItServesNoNewClaim() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        namespace.addressFor("a");
        var before = namespace.addressOf("a");
        namespace.delete(POOL, "pool");

        namespace.create(aClaim("late"));

        eventually(() -> assertThat(namespace.claim("late"))
                .isRefused("PoolNotReady")
                .says("IPPool pool is being deleted and serves no new claim"));
        assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-10");
        assertThat(namespace.address("pool-10-0-0-10")).isUntouchedSince(before);
    }

    @Test
    void whoeverWaitsIsServedByThePoolThatTakesItsPlace() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));
        namespace.addressFor("a");
        namespace.create(aClaim("b"));
        eventually(() -> assertThat(namespace.claim("b")).isRefused("PoolExhausted"));

        namespace.delete(POOL, "pool");
        eventually(() -> assertThat(namespace.claim("b")).isRefused("PoolNotReady"));
        namespace.delete(CLAIM, "a");
        eventually(() -> assertThat(namespace.find(POOL, "pool")).isEmpty());
        eventually(() -> assertThat(namespace.claim("b")).isWaiting("PoolNotFound"));
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));

        soon(() -> assertThat(namespace.number("b")).isEqualTo("10.0.0.10"));
    }

    @Test
    void aFinalizerThatWasTakenOffComesBack() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        eventually(() -> assertThat(namespace.pool()).hasFinalizer("ippool.ipam.metal3.io"));

        namespace.stripFinalizers(POOL, "pool");

        eventually(() -> assertThat(namespace.pool()).hasFinalizer("ippool.ipam.metal3.io"));
    }

    @Test
    void itIsOwnedByItsClusterOnceThatIsThere() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20").cluster("cluster1"));
        namespace.settle();
        assertThat(namespace.pool()).isOwnedBy().hasNoFinalizers();

        var cluster = namespace.create(aCluster("cluster1"));

        soon(() -> assertThat(namespace.pool())
                .isOwnedBy(cluster)
                .hasLabel("cluster.x-k8s.io/cluster-name", "cluster1")
                .hasLabel("cluster.x-k8s.io/provider", "ipam-metal3")
                .hasFinalizer("ippool.ipam.metal3.io"));
    }

    @Test
    void aPoolWithoutClusterIsOwnedByNobody() {
        namespace.create(aCluster("cluster1"));
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));

        eventually(() -> assertThat(namespace.pool()).isReady());

        assertThat(namespace.pool()).isOwnedBy();
        assertThat(namespace.pool().getMetadata().getLabels()).isNullOrEmpty();
    }

    @Test
    void itFollowsItsClusterIntoANewLife() {
        var earlier = namespace.create(aCluster("cluster1"));
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20").cluster("cluster1"));
        eventually(() -> assertThat(namespace.pool()).isOwnedBy(earlier));
        // A second owner, so that the garbage collector, where it runs, does not take the Cluster's end for the pool's.
        var keeper = namespace.create(aCluster("keeper"));
        namespace.addOwner(POOL, "pool", keeper);

        namespace.delete(CLUSTER, "cluster1");
        eventually(() -> assertThat(namespace.find(CLUSTER, "cluster1")).isEmpty());
        var later = namespace.create(aCluster("cluster1"));

        eventually(() -> assertThat(namespace.pool()).isOwnedBy(keeper, later));
        assertThat(namespace.addressFor("a")).isEqualTo("10.0.0.10");
    }

    @Test
    void labelsAndOwnersOfOthersStay() {
        namespace.create(aCluster("cluster1"));
        var pool = aPool().range("10.0.0.10", "10.0.0.20").cluster("cluster1").paused();
        namespace.create(pool);
        namespace.patch(POOL, "pool", "{\"metadata\": {\"labels\": {\"team\": \"x\"}, \"finalizers\": [\"example.com/other\"]}}");

        namespace.removeAnnotation(POOL, "pool", "cluster.x-k8s.io/paused");

        eventually(() -> assertThat(namespace.pool())
                .hasLabel("team", "x")
                .hasLabel("cluster.x-k8s.io/cluster-name", "cluster1")
                .hasFinalizer("example.com/other")
                .hasFinalizer("ippool.ipam.metal3.io"));
    }

    /** As when a namespace is deleted: everything at once, in whichever order. */
    @Test
    void everythingDeletedAtOnceGoes() {
        namespace.create(aCluster("cluster1"));
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20").cluster("cluster1"));
        for (var claim : List.of("a", "b", "c")) {
            namespace.addressFor(claim);
        }

        for (var kind : List.of(CLUSTER, POOL, ADDRESS, CLAIM)) {
            namespace.list(kind).forEach(object -> namespace.delete(kind, object.getMetadata().getName()));
        }

        eventually(() -> {
            assertThat(namespace.list(CLAIM)).isEmpty();
            assertThat(namespace.list(ADDRESS)).isEmpty();
            assertThat(namespace.list(POOL)).isEmpty();
        });
    }

    @Test
    void aPoolWhoseClusterIsGoneCanBeDeleted() {
        namespace.create(aCluster("cluster1"));
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20").cluster("cluster1"));
        eventually(() -> assertThat(namespace.pool()).hasFinalizer("ippool.ipam.metal3.io"));
        namespace.delete(CLUSTER, "cluster1");
        eventually(() -> assertThat(namespace.find(CLUSTER, "cluster1")).isEmpty());

        namespace.delete(POOL, "pool");

        soon(() -> assertThat(namespace.find(POOL, "pool")).isEmpty());
    }
}
