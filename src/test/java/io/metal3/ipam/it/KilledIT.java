package io.metal3.ipam.it;

import io.metal3.ipam.testing.RunningManager;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aCluster;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Builders.anAddress;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.ADDRESS;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Patience.eventually;

/** Killed in the middle of its work, the manager goes on from what it has written. */
@ExtendWith(SiteExtension.class)
class KilledIT {

    private final TestNamespace namespace;
    private final RunningManager manager;

    KilledIT(Site site, TestNamespace namespace) {
        this.namespace = namespace;
        manager = site.manager(namespace);
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    /** Killed after the first of its three writes. */
    @Test
    void aClaimThatHasOnlyTheFinalizerIsServed() {
        namespace.create(aCluster("cluster1"));
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20").cluster("cluster1"));
        manager.stop();
        namespace.create(aClaim("a").withOurFinalizer());

        manager.start();

        eventually(() -> assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-10"));
    }

    /** The same in a pool that stands alone: there the number comes with the finalizer. */
    @Test
    void aClaimThatHasOnlyFinalizerAndNumberIsServedWithThatNumber() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        manager.stop();
        namespace.create(aClaim("a").remembering("10.0.0.15"));

        manager.start();

        eventually(() -> assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-15"));
    }

    /** Killed after the second of its three writes. */
    @Test
    void aClaimWhoseAddressIsThereButNotInItsStatusGetsThatOne() {
        var pool = namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        manager.stop();
        var claim = namespace.create(aClaim("a").remembering("10.0.0.15"));
        namespace.create(anAddress("10.0.0.15")
                .named("pool-10-0-0-15")
                .heldBy("a")
                .withOurFinalizer()
                .ownedBy(pool)
                .ownedBy(claim));

        manager.start();

        eventually(() -> assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-15"));
        assertThat(namespace.list(ADDRESS)).hasSize(1);
    }

    /** Killed between the two halves of a release. */
    @Test
    void aReleaseThatWasBegunIsFinished() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));
        namespace.addressFor("a");
        manager.stop();
        namespace.delete(CLAIM, "a");
        namespace.stripFinalizers(ADDRESS, "pool-10-0-0-10");

        manager.start();

        eventually(() -> {
            assertThat(namespace.find(CLAIM, "a")).isEmpty();
            assertThat(namespace.list(ADDRESS)).isEmpty();
        });
        assertThat(namespace.addressFor("b")).isEqualTo("10.0.0.10");
    }

    @Test
    void aManagerKilledAgainAndAgainGivesEachClaimOneAddress() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.250").random());
        var claims = IntStream.range(0, 60).mapToObj(i -> "claim-" + i).toList();

        for (int round = 0; round < 3; round++) {
            var third = claims.subList(round * 20, round * 20 + 20);
            third.forEach(claim -> namespace.create(aClaim(claim)));
            eventually(() -> assertThat(namespace.list(ADDRESS)).isNotEmpty());
            manager.kill();
            manager.start();
        }

        eventually(() -> assertThat(claims).allSatisfy(claim -> assertThat(namespace.number(claim)).isNotNull()));
        assertThat(namespace.numbers()).containsOnlyKeys(claims);
        assertThat(namespace.numbers().values()).doesNotHaveDuplicates();
        claims.forEach(claim -> namespace.delete(CLAIM, claim));
        eventually(() -> assertThat(namespace.list(ADDRESS)).isEmpty());
        eventually(() -> assertThat(namespace.pool()).hasCounts(241, 241, 0, 0));
    }
}
