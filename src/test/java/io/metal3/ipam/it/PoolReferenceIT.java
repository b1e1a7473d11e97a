package io.metal3.ipam.it;

import io.metal3.ipam.testing.ManagerExtension;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.TestNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Kind.POOL;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.soon;

/** The pool that a claim names: not there yet, not there any more, or not for it. */
@ExtendWith(ManagerExtension.class)
class PoolReferenceIT {

    private final Site site;
    private final TestNamespace namespace;

    PoolReferenceIT(Site site, TestNamespace namespace) {
        this.site = site;
        this.namespace = namespace;
    }

    @Test
    void aClaimOfAMissingPoolIsToldSoAndNotThatItFailed() {
        namespace.create(aClaim("a").of("nowhere"));

        eventually(() -> assertThat(namespace.claim("a"))
                .isWaiting("PoolNotFound")
                .says("there is no IPPool nowhere in namespace " + namespace.name())
                .hasNoFinalizers());
        eventually(() -> assertThat(namespace.eventsOf(namespace.claim("a")))
                .anySatisfy(event -> assertThat(event.getReason()).isEqualTo("PoolNotFound")));
    }

    @Test
    void aClaimMadeBeforeItsPoolIsServedWhenThePoolComes() {
        namespace.create(aClaim("early"));
        eventually(() -> assertThat(namespace.claim("early")).isWaiting("PoolNotFound"));

        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));

        soon(() -> assertThat(namespace.claim("early")).isBoundTo("pool-10-0-0-10"));
    }

    @Test
    void ofManyThatWaitForAPoolTheOldestAreServedFirst() {
        for (var claim : new String[] {"z-first", "m-second", "a-third"}) {
            namespace.create(aClaim(claim));
            namespace.awaitNextSecond();
        }

        namespace.create(aPool().range("10.0.0.10", "10.0.0.11"));

        soon(() -> assertThat(namespace.addressOf("z-first")).isNotNull());
        soon(() -> assertThat(namespace.addressOf("m-second")).isNotNull());
        eventually(() -> assertThat(namespace.claim("a-third")).isRefused("PoolExhausted"));
    }

    @Test
    void aPoolOfAnotherNamespaceIsNotServedFrom() {
        var other = site.namespace();
        other.create(aPool().range("10.0.0.10", "10.0.0.20"));

        namespace.create(aClaim("far").poolNamespace(other.name()));

        eventually(() -> assertThat(namespace.claim("far"))
                .isRefused("PoolNotAllowed")
                .says("spec.pool.namespace", other.name(), namespace.name()));
        assertThat(namespace.numbers()).isEmpty();
        assertThat(other.numbers()).isEmpty();
    }

    @Test
    void aPoolOfThisNameInAnotherNamespaceIsNotMistakenForTheClaimsOwn() {
        var other = site.namespace();
        other.create(aPool().range("10.0.0.10", "10.0.0.20"));

        namespace.create(aClaim("a"));

        eventually(() -> assertThat(namespace.claim("a")).isWaiting("PoolNotFound"));
    }

    @Test
    void namingItsOwnNamespaceChangesNothing() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));

        assertThat(namespace.addressFor(aClaim("a").poolNamespace(namespace.name()))).isEqualTo("10.0.0.10");
    }

    @Test
    void aClaimThatWaitsWhileItsPoolIsMadeAnewIsServedFromTheNewOne() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10").preAllocation("nobody", "10.0.0.10"));
        namespace.create(aClaim("a"));
        eventually(() -> assertThat(namespace.claim("a")).isRefused("PoolExhausted"));

        namespace.delete(POOL, "pool");
        eventually(() -> assertThat(namespace.claim("a")).isWaiting("PoolNotFound"));
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));

        soon(() -> assertThat(namespace.number("a")).isEqualTo("10.0.0.10"));
    }

    @Test
    void aClaimThatGotNothingGoesAtOnce() {
        namespace.create(aClaim("a").of("nowhere"));
        eventually(() -> assertThat(namespace.claim("a")).isWaiting("PoolNotFound"));

        namespace.delete(CLAIM, "a");

        soon(() -> assertThat(namespace.find(CLAIM, "a")).isEmpty());
    }
}
