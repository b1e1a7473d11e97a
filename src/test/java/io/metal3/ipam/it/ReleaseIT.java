package io.metal3.ipam.it;

import io.metal3.ipam.testing.ManagerExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.ADDRESS;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Kind.POOL;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.soon;

/** How an address comes back: when its claim is deleted and nobody needs it any more, and never before. */
@ExtendWith(ManagerExtension.class)
class ReleaseIT {

    private static final String FOREIGN = "example.com/user";

    private final TestNamespace namespace;

    ReleaseIT(TestNamespace namespace) {
        this.namespace = namespace;
        namespace.create(aPool().range("10.0.0.10", "10.0.0.19"));
    }

    @Test
    void aDeletedClaimGivesItsAddressBack() {
        namespace.addressFor("a");
        eventually(() -> assertThat(namespace.pool()).lists(Map.of("a", "10.0.0.10")));

        namespace.delete(CLAIM, "a");

        soon(() -> {
            assertThat(namespace.find(CLAIM, "a")).isEmpty();
            assertThat(namespace.find(ADDRESS, "pool-10-0-0-10")).isEmpty();
        });
        eventually(() -> assertThat(namespace.pool()).lists(Map.of()).hasCounts(10, 10, 0, 0));
        assertThat(namespace.addressFor("b")).isEqualTo("10.0.0.10");
    }

    /** The Metal3 provider goes on reading the address of a claim in deletion until it takes its finalizer off. */
    @Test
    void aClaimInDeletionThatSomebodyStillNeedsKeepsEverything() {
        namespace.addressFor(aClaim("a").withFinalizer(FOREIGN));
        var address = namespace.addressOf("a");

        namespace.delete(CLAIM, "a");
        namespace.settle();

        assertThat(namespace.claim("a")).isBeingDeleted().isBoundTo("pool-10-0-0-10").hasFinalizer("ipclaim.ipam.metal3.io");
        assertThat(namespace.address("pool-10-0-0-10")).isUntouchedSince(address);
    }

    @Test
    void itIsReleasedWhenTheLastForeignFinalizerIsTakenOff() {
        namespace.addressFor(aClaim("a").withFinalizer(FOREIGN).withFinalizer("example.com/another"));
        namespace.delete(CLAIM, "a");

        namespace.removeFinalizer(CLAIM, "a", FOREIGN);
        namespace.settle();
        assertThat(namespace.address("pool-10-0-0-10")).isNotBeingDeleted();
        namespace.removeFinalizer(CLAIM, "a", "example.com/another");

        soon(() -> {
            assertThat(namespace.find(CLAIM, "a")).isEmpty();
            assertThat(namespace.find(ADDRESS, "pool-10-0-0-10")).isEmpty();
        });
    }

    /** As the Metal3 provider does it. */
    @Test
    void aForeignFinalizerMayGoBeforeTheClaimIsDeleted() {
        namespace.addressFor(aClaim("a").withFinalizer(FOREIGN));

        namespace.removeFinalizer(CLAIM, "a", FOREIGN);
        namespace.delete(CLAIM, "a");

        soon(() -> assertThat(namespace.find(CLAIM, "a")).isEmpty());
        assertThat(namespace.numbers()).isEmpty();
    }

    @Test
    void aClaimDeletedBeforeItGotAnAddressGetsNoneWhileSomebodyHoldsIt() {
        namespace.create(aPool("later").range("10.5.0.1", "10.5.0.9").paused());
        namespace.create(aClaim("a").of("later").withFinalizer(FOREIGN));
        namespace.delete(CLAIM, "a");

        namespace.removeAnnotation(POOL, "later", "cluster.x-k8s.io/paused");
        assertThat(namespace.addressFor(aClaim("b").of("later"))).isEqualTo("10.5.0.1");

        assertThat(namespace.claim("a")).isBeingDeleted().hasNoAddress();
        namespace.removeFinalizer(CLAIM, "a", FOREIGN);
        soon(() -> assertThat(namespace.find(CLAIM, "a")).isEmpty());
    }

    @Test
    void anAddressThatSomebodyElseProtectsKeepsItsNumberUntilItIsGone() {
        namespace.addressFor("a");
        namespace.patch(
                ADDRESS,
                "pool-10-0-0-10",
                "{\"metadata\": {\"finalizers\": [\"ipaddress.ipam.metal3.io\", \"" + FOREIGN + "\"]}}");

        namespace.delete(CLAIM, "a");
        soon(() -> assertThat(namespace.find(CLAIM, "a")).isEmpty());

        assertThat(namespace.addressFor("b")).isEqualTo("10.0.0.11");
        namespace.removeFinalizer(ADDRESS, "pool-10-0-0-10", FOREIGN);
        eventually(() -> assertThat(namespace.find(ADDRESS, "pool-10-0-0-10")).isEmpty());
        assertThat(namespace.addressFor("c")).isEqualTo("10.0.0.10");
    }

    @Test
    void aClaimMadeAgainUnderItsNameHasAnAddressOfItsOwn() {
        for (int i = 0; i < 10; i++) {
            namespace.addressFor("a");
            assertThat(namespace.addressOf("a")).isOwnedBy(namespace.pool(), namespace.claim("a")).isNotBeingDeleted();
            namespace.delete(CLAIM, "a");
            eventually(() -> assertThat(namespace.find(CLAIM, "a")).isEmpty());
        }

        eventually(() -> assertThat(namespace.list(ADDRESS)).isEmpty());
    }

    @Test
    void aHundredClaimsMadeAndDeletedAtOnceLeaveNothingBehind() {
        try (var threads = Executors.newFixedThreadPool(8)) {
            IntStream.range(0, 100).mapToObj(i -> "claim-" + i).forEach(claim -> threads.execute(() -> {
                namespace.create(aClaim(claim));
                namespace.delete(CLAIM, claim);
            }));
        }

        eventually(() -> {
            assertThat(namespace.list(CLAIM)).isEmpty();
            assertThat(namespace.list(ADDRESS)).isEmpty();
        });
        eventually(() -> assertThat(namespace.pool()).lists(Map.of()).hasCounts(10, 10, 0, 0).isReady());
        assertThat(namespace.addressFor("next")).isEqualTo("10.0.0.10");
        namespace.delete(CLAIM, "next");
        namespace.delete(POOL, "pool");
        eventually(() -> assertThat(namespace.find(POOL, "pool")).isEmpty());
    }

    @Test
    void manyClaimsBoundAndDeletedAtOnceLeaveNothingBehind() {
        namespace.change(aPool().range("10.0.0.10", "10.0.0.250"));
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int thread = 0; thread < 8; thread++) {
                var name = "claim-" + thread;
                threads.execute(() -> {
                    for (int round = 0; round < 5; round++) {
                        namespace.addressFor(name + "-" + round);
                        namespace.delete(CLAIM, name + "-" + round);
                    }
                });
            }
        }

        eventually(() -> assertThat(namespace.list(ADDRESS)).isEmpty());
        eventually(() -> assertThat(namespace.pool()).lists(Map.of()).hasCounts(241, 241, 0, 0));
    }
}
