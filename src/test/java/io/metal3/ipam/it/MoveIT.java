package io.metal3.ipam.it;

import io.metal3.ipam.testing.ManagerExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
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

/**
 * What {@code clusterctl move} does to the objects, request by request. The real one is run in {@code ClusterctlMoveIT}; which test
 * shows which hazard of a move to be met is told in {@code docs/moving.md}.
 */
@ExtendWith(ManagerExtension.class)
class MoveIT {

    private static final Map<String, String> HELD =
            new TreeMap<>(Map.of("a", "10.0.0.19", "b", "10.0.0.13", "c", "10.0.0.20", "d", "10.0.0.10"));

    private final TestNamespace namespace;
    private final SourceSide source;

    MoveIT(TestNamespace namespace) {
        this.namespace = namespace;
        source = new SourceSide(namespace);
    }

    @Test
    void onTheTargetSideEachClaimKeepsItsAddress() {
        namespace.create(aCluster("cluster1").paused());
        var pool = namespace.create(aPool().range("10.0.0.10", "10.0.0.20").cluster("cluster1"));
        HELD.keySet().forEach(claim -> namespace.create(aClaim(claim).cluster("cluster1").withOurFinalizer()));
        namespace.settle();
        HELD.forEach((claim, number) -> namespace.create(anAddress(number)
                .named("pool-" + number.replace('.', '-'))
                .heldBy(claim)
                .withOurFinalizer()
                .ownedBy(pool)
                .ownedBy(namespace.claim(claim))));

        namespace.patch(CLUSTER, "cluster1", "{\"spec\": {\"paused\": null}}");

        eventually(() -> assertThat(HELD).allSatisfy((claim, number) -> assertThat(namespace.claim(claim))
                .isBoundTo("pool-" + number.replace('.', '-'))));
        assertThat(namespace.numbers()).isEqualTo(HELD);
        assertThat(namespace.addressFor(aClaim("new").cluster("cluster1"))).isEqualTo("10.0.0.11");
        eventually(() -> assertThat(namespace.pool()).isOwnedBy(namespace.get(CLUSTER, "cluster1")).isReady());
    }

    /** The unpausing is a write to one object, the addresses are others: their watches may bring them in another order. */
    @Test
    void onTheTargetSideTheLastAddressMayComeWithTheUnpausing() {
        namespace.create(aCluster("cluster1").paused());
        var pool = namespace.create(aPool().range("10.0.0.10", "10.0.0.250").cluster("cluster1"));
        var claims = Stream.iterate(0, i -> i + 1).limit(40).map(i -> "claim-" + i).toList();
        claims.forEach(claim -> namespace.create(aClaim(claim).cluster("cluster1").withOurFinalizer()));

        var expected = new TreeMap<String, String>();
        for (int i = 0; i < claims.size(); i++) {
            var number = "10.0.0." + (200 - i);
            expected.put(claims.get(i), number);
            namespace.create(anAddress(number)
                    .named("pool-" + number.replace('.', '-'))
                    .heldBy(claims.get(i))
                    .withOurFinalizer()
                    .ownedBy(pool)
                    .ownedBy(namespace.claim(claims.get(i))));
        }
        namespace.patch(CLUSTER, "cluster1", "{\"spec\": {\"paused\": null}}");

        eventually(() -> assertThat(claims).allSatisfy(claim -> assertThat(namespace.number(claim)).isNotNull()));
        assertThat(namespace.numbers()).isEqualTo(expected);
    }

    /** Without a Cluster nothing is paused: the claim may have made its address before clusterctl does, which then updates it. */
    @Test
    void onTheTargetSideClaimsWithoutClusterKeepTheirAddressesToo() {
        var pool = namespace.create(aPool().range("10.0.0.10", "10.0.0.20").prefix(24));
        for (var entry : HELD.entrySet()) {
            var claim = namespace.create(aClaim(entry.getKey()).remembering(entry.getValue()));
            namespace.createOrReplace(anAddress(entry.getValue())
                    .named("pool-" + entry.getValue().replace('.', '-'))
                    .heldBy(entry.getKey())
                    .withOurFinalizer()
                    .ownedBy(pool)
                    .ownedBy(claim));
        }

        eventually(() -> assertThat(HELD).allSatisfy((claim, number) -> assertThat(namespace.claim(claim))
                .isBoundTo("pool-" + number.replace('.', '-'))));
        assertThat(namespace.numbers()).isEqualTo(HELD);
        for (var claim : HELD.keySet()) {
            assertThat(namespace.addressOf(claim)).isOwnedBy(namespace.pool(), namespace.claim(claim));
        }
    }

    @Test
    void onTheSourceSideNothingIsMadeAgain() {
        namespace.create(aCluster("cluster1"));
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20").cluster("cluster1"));
        for (var claim : List.of("a", "b", "c")) {
            namespace.addressFor(aClaim(claim).cluster("cluster1"));
        }
        namespace.patch(CLUSTER, "cluster1", "{\"spec\": {\"paused\": true}}");
        namespace.settle();

        source.takeAway(ADDRESS);
        source.takeAway(CLAIM);
        source.takeAway(POOL);
        source.takeAway(CLUSTER);
        namespace.settle();

        assertNothingIsLeft();
    }

    @Test
    void onTheSourceSideNothingIsMadeAgainWithoutClusterEither() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.12"));
        for (var claim : List.of("a", "b", "c")) {
            namespace.addressFor(claim);
        }
        namespace.create(aClaim("waits"));
        eventually(() -> assertThat(namespace.claim("waits")).isRefused("PoolExhausted"));
        // It has no IPAddress, and so it is gone before the first number is free.
        source.takeAway(CLAIM, "waits");

        source.takeAway(ADDRESS);
        namespace.settle();
        assertThat(namespace.numbers()).isEmpty();
        source.takeAway(CLAIM);
        source.takeAway(POOL);
        namespace.settle();

        assertNothingIsLeft();
    }

    /** The claim that waits may be one that stays: the number has a holder all the same, only elsewhere. */
    @Test
    void onTheSourceSideANumberThatWasMovedAwayIsGivenToNobody() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));
        namespace.addressFor("a");
        namespace.create(aClaim("waits"));
        eventually(() -> assertThat(namespace.claim("waits")).isRefused("PoolExhausted"));

        source.takeAway(ADDRESS);
        source.takeAway(CLAIM, "a");
        namespace.settle();
        assertThat(namespace.claim("waits")).isRefused("PoolExhausted");
        assertThat(namespace.numbers()).isEmpty();

        namespace.create(aClaim("a"));
        namespace.settle();
        assertThat(namespace.numbers()).as("a claim that has come by the name").isEmpty();
        namespace.delete(CLAIM, "a");
        eventually(() -> assertThat(namespace.find(CLAIM, "a")).isEmpty());
        namespace.settle();
        assertThat(namespace.claim("waits")).isRefused("PoolExhausted");

        namespace.create(aPool("another").range("10.0.1.10", "10.0.1.10"));
        namespace.create(aClaim("a").of("another"));
        eventually(() -> assertThat(namespace.number("a")).isEqualTo("10.0.1.10"));
        namespace.settle();
        assertThat(namespace.claim("waits")).isRefused("PoolExhausted");

        source.takeAway(POOL, "pool");

        // Another pool of that name is another matter.
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));
        eventually(() -> assertThat(namespace.number("waits")).isEqualTo("10.0.0.10"));
    }

    @Test
    void onTheSourceSideAClaimThatIsWokenMeanwhileDoesNotMakeItsAddressAgain() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.12"));
        namespace.addressFor("a");

        source.takeAway(ADDRESS);
        namespace.annotate(CLAIM, "a", "somebody", "looks at it");
        namespace.settle();

        assertThat(namespace.numbers()).isEmpty();
        source.takeAway(CLAIM);
        source.takeAway(POOL);
        namespace.settle();
        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        assertThat(Stream.of(ADDRESS, CLAIM, POOL)
                        .flatMap(kind -> namespace.list(kind).stream())
                        .map(object -> object.getKind() + " " + object.getMetadata().getName())
                        .filter(name -> !name.contains(" marker")))
                .isEmpty();
    }
}
