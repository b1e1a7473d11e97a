package io.metal3.ipam.it;

import io.metal3.ipam.testing.ManagerExtension;
import io.metal3.ipam.testing.TestNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.metal3.ipam.testing.Builders.aCapiAddress;
import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Builders.anAddress;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.ADDRESS;
import static io.metal3.ipam.testing.Kind.CAPI_ADDRESS;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.soon;

/** An IPAddress that somebody deletes, with patience or by force: it stays, is made again, or goes. */
@ExtendWith(ManagerExtension.class)
class DeletedAddressIT {

    private final TestNamespace namespace;

    DeletedAddressIT(TestNamespace namespace) {
        this.namespace = namespace;
    }

    @Test
    void theDeletedAddressOfALiveClaimStaysAndKeepsItsNumber() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.11"));
        namespace.addressFor("a");

        namespace.delete(ADDRESS, "pool-10-0-0-10");

        assertThat(namespace.addressFor("b")).isEqualTo("10.0.0.11");
        namespace.settle();
        assertThat(namespace.address("pool-10-0-0-10")).isBeingDeleted().carries("10.0.0.10");
        assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-10");
    }

    /** Whatever had it put there: nobody else takes it off, and nothing that is ours depends on it. */
    @ParameterizedTest
    @ValueSource(strings = {"theirs", "pool-10-0-0-10"})
    void aDeletedAddressOfSomebodyElsesPoolIsNotKeptByOurFinalizer(String name) {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.11"));
        namespace.create(aCapiAddress("10.0.0.10").named(name).ofKind("Pool").heldBy("somebody"));
        namespace.settle();

        namespace.delete(CAPI_ADDRESS, name);

        soon(() -> assertThat(namespace.find(CAPI_ADDRESS, name)).isEmpty());
        assertThat(namespace.addressFor("a")).isEqualTo("10.0.0.10");
    }

    /** Left there by an earlier claim of the name: of another network, and of no use to this one. */
    @Test
    void theDeletedAddressOfAnotherPoolIsNotKeptForAClaimOfItsName() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));
        namespace.create(anAddress("10.0.0.10").named("left").heldBy("a").withOurFinalizer());
        namespace.create(aClaim("a").of("absent"));
        eventually(() -> assertThat(namespace.claim("a")).isWaiting("PoolNotFound"));

        namespace.delete(ADDRESS, "left");

        soon(() -> assertThat(namespace.find(ADDRESS, "left")).isEmpty());
        assertThat(namespace.addressFor("b")).isEqualTo("10.0.0.10");
    }

    @Test
    void theDeletedAddressGoesWithItsClaim() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));
        namespace.addressFor("a");
        namespace.delete(ADDRESS, "pool-10-0-0-10");

        namespace.delete(CLAIM, "a");

        soon(() -> assertThat(namespace.list(ADDRESS)).isEmpty());
        assertThat(namespace.addressFor("b")).isEqualTo("10.0.0.10");
    }

    @Test
    void anAddressThatIsTakenAwayByForceIsMadeAgainWithTheSameNumber() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.11"));
        namespace.addressFor("a");
        namespace.addressFor("b");
        namespace.create(aClaim("waits"));
        eventually(() -> assertThat(namespace.claim("waits")).isRefused("PoolExhausted"));
        var before = namespace.address("pool-10-0-0-10");

        namespace.stripFinalizers(ADDRESS, "pool-10-0-0-10");
        namespace.delete(ADDRESS, "pool-10-0-0-10");

        soon(() -> assertThat(namespace.address("pool-10-0-0-10"))
                .isOwnedBy(namespace.pool(), namespace.claim("a"))
                .hasFinalizer("ipaddress.ipam.metal3.io")
                .isNotBeingDeleted());
        assertThat(namespace.address("pool-10-0-0-10").getMetadata().getUid()).isNotEqualTo(before.getMetadata().getUid());
        assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-10");
        assertThat(namespace.claim("waits")).isRefused("PoolExhausted");
    }

    @Test
    void anAddressDeletedAndThenStrippedIsMadeAgainToo() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.19"));
        namespace.addressFor("a");

        namespace.delete(ADDRESS, "pool-10-0-0-10");
        namespace.stripFinalizers(ADDRESS, "pool-10-0-0-10");

        soon(() -> assertThat(namespace.address("pool-10-0-0-10")).isNotBeingDeleted().carries("10.0.0.10"));
        assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-10");
        assertThat(namespace.addressFor("b")).isEqualTo("10.0.0.11");
    }
}
