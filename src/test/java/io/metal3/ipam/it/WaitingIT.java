package io.metal3.ipam.it;

import io.metal3.ipam.testing.ManagerExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.soon;

/** Claims of a pool that has nothing left: told so at once, served the moment there is something. */
@ExtendWith(ManagerExtension.class)
class WaitingIT {

    private final TestNamespace namespace;

    WaitingIT(TestNamespace namespace) {
        this.namespace = namespace;
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));
        namespace.addressFor("holder");
    }

    @Test
    void aClaimIsToldThatThePoolIsExhausted() {
        namespace.create(aClaim("a"));

        eventually(() -> assertThat(namespace.claim("a"))
                .isRefused("PoolExhausted")
                .says("Exhausted IP Pools", "IPPool pool", "1 held", "add a range to spec.pools or release claims"));
    }

    @Test
    void aReleaseServesTheClaimThatWaits() {
        waiting("a");

        namespace.delete(CLAIM, "holder");

        soon(() -> assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-10"));
    }

    /** The Metal3 provider looks at the error first, and takes its mere presence for a failure. */
    @Test
    void theErrorGoesInTheSameWriteThatSetsTheAddress() {
        waiting("a");

        try (var history = namespace.history(CLAIM, "a")) {
            namespace.delete(CLAIM, "holder");
            eventually(() -> assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-10"));
            eventually(() -> assertThat(history.latest()).isBoundTo("pool-10-0-0-10"));

            assertThat(history.states()).allSatisfy(claim -> {
                var status = Objects.requireNonNull(claim.getStatus());
                assertThat(status.errorMessage() == null).isEqualTo(status.address() != null);
            });
        }
    }

    @Test
    void theOldestIsServedFirst() {
        waiting("z-oldest");
        namespace.awaitNextSecond();
        waiting("m-second");
        namespace.awaitNextSecond();
        waiting("a-third");

        namespace.delete(CLAIM, "holder");

        soon(() -> assertThat(namespace.number("z-oldest")).isEqualTo("10.0.0.10"));
        namespace.settle();
        assertThat(namespace.claim("m-second")).isRefused("PoolExhausted");
        assertThat(namespace.claim("a-third")).isRefused("PoolExhausted");
        namespace.delete(CLAIM, "z-oldest");
        soon(() -> assertThat(namespace.number("m-second")).isEqualTo("10.0.0.10"));
        assertThat(namespace.claim("a-third")).isRefused("PoolExhausted");
    }

    @Test
    void aYoungerClaimDoesNotOvertakeThoseWhoWait() {
        waiting("z-older");
        namespace.awaitNextSecond();

        namespace.delete(CLAIM, "holder");
        namespace.create(aClaim("a-younger"));

        soon(() -> assertThat(namespace.number("z-older")).isEqualTo("10.0.0.10"));
        eventually(() -> assertThat(namespace.claim("a-younger")).isRefused("PoolExhausted"));
    }

    @Test
    void aLargerPoolServesAsManyAsItCanTheOldestFirst() {
        waiting("z-oldest");
        namespace.awaitNextSecond();
        waiting("m-second");
        namespace.awaitNextSecond();
        waiting("a-third");

        namespace.change(aPool().range("10.0.0.10", "10.0.0.12"));

        soon(() -> assertThat(namespace.addressOf("z-oldest")).isNotNull());
        soon(() -> assertThat(namespace.addressOf("m-second")).isNotNull());
        namespace.settle();
        assertThat(namespace.claim("a-third")).isRefused("PoolExhausted");
        assertThat(namespace.numbers().values()).containsExactlyInAnyOrder("10.0.0.10", "10.0.0.11", "10.0.0.12");
    }

    @Test
    void aSecondRangeServesToo() {
        waiting("a");

        namespace.change(aPool().range("10.0.0.10", "10.0.0.10").range("10.5.0.1", "10.5.0.9"));

        soon(() -> assertThat(namespace.number("a")).isEqualTo("10.5.0.1"));
    }

    @Test
    void aClaimThatGivesUpLeavesTheLine() {
        waiting("z-older");
        namespace.awaitNextSecond();
        waiting("a-younger");
        eventually(() -> assertThat(namespace.pool()).hasCounts(1, 0, 1, 2));

        namespace.delete(CLAIM, "z-older");
        eventually(() -> assertThat(namespace.find(CLAIM, "z-older")).isEmpty());
        namespace.delete(CLAIM, "holder");

        soon(() -> assertThat(namespace.number("a-younger")).isEqualTo("10.0.0.10"));
        eventually(() -> assertThat(namespace.pool()).hasCounts(1, 0, 1, 0).isExhausted());
    }

    @Test
    void aClaimThatCannotBeServedHoldsUpNobody() {
        namespace.create(aClaim("no-address").requesting("no-address"));
        namespace.create(aClaim("outside").requesting("10.9.9.9"));
        namespace.create(aClaim("no-pool").of("nowhere"));
        eventually(() -> assertThat(namespace.claim("outside")).isRefused("AddressNotAvailable"));
        namespace.awaitNextSecond();
        waiting("good");

        namespace.delete(CLAIM, "holder");

        soon(() -> assertThat(namespace.number("good")).isEqualTo("10.0.0.10"));
        assertThat(namespace.claim("no-address")).isRefused("InvalidRequest");
    }

    @Test
    void aPausedClaimHoldsUpNobody() {
        waiting("z-older");
        namespace.annotate(CLAIM, "z-older", "cluster.x-k8s.io/paused", "");
        namespace.awaitNextSecond();
        waiting("a-younger");

        namespace.delete(CLAIM, "holder");

        soon(() -> assertThat(namespace.number("a-younger")).isEqualTo("10.0.0.10"));
    }

    private void waiting(String claim) {
        namespace.create(aClaim(claim));
        eventually(() -> assertThat(namespace.claim(claim)).isRefused("PoolExhausted"));
    }
}
