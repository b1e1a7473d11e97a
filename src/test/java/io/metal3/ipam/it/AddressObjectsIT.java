package io.metal3.ipam.it;

import io.metal3.ipam.testing.ManagerExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aCapiAddress;
import static io.metal3.ipam.testing.Builders.aCapiClaim;
import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Builders.anAddress;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.ADDRESS;
import static io.metal3.ipam.testing.Kind.CAPI_ADDRESS;
import static io.metal3.ipam.testing.Kind.CAPI_CLAIM;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.soon;

/** IPAddress objects are the truth, whoever has made them: by hand, adopted, with stale owners. */
@ExtendWith(ManagerExtension.class)
class AddressObjectsIT {

    private static final String STALE_UID = "00000000-dead-4bad-8bad-000000000000";

    private final TestNamespace namespace;

    AddressObjectsIT(TestNamespace namespace) {
        this.namespace = namespace;
    }

    /** Neither when it comes nor when it goes; it holds its number all the same. */
    @Test
    void anAddressInTheNameOfSomebodyElsesClaimDoesNotConcernThatClaim() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.11"));
        var before = namespace.create(aCapiClaim("theirs").ofKind("Pool"));

        namespace.create(aCapiAddress("10.0.0.10").named("by-hand").heldBy("theirs"));
        eventually(() -> assertThat(namespace.pool()).hasCounts(2, 1, 1, 0));
        namespace.settle();
        assertThat(namespace.get(CAPI_CLAIM, "theirs")).isEqualTo(before);

        namespace.patchStatus(CAPI_CLAIM, "theirs", "{\"status\": {\"addressRef\": {\"name\": \"by-hand\"}}}");
        namespace.delete(CAPI_ADDRESS, "by-hand");
        eventually(() -> assertThat(namespace.pool()).hasCounts(2, 2, 0, 0));
    }

    @Test
    void anAddressMadeByHandBeforeThePoolRulesItsNumberOut() {
        var byHand = namespace.create(anAddress("10.0.0.10").named("router").heldBy("some-router"));

        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));

        assertThat(namespace.addressFor("a")).isEqualTo("10.0.0.11");
        assertThat(namespace.address("router")).isUntouchedSince(byHand);
    }

    @Test
    void anAddressMadeByHandBesideThePoolRulesItsNumberOut() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        namespace.addressFor("before");

        var byHand = namespace.create(anAddress("10.0.0.11").named("router").heldBy("some-router"));
        eventually(() -> assertThat(namespace.pool()).lists(Map.of("before", "10.0.0.10", "some-router", "10.0.0.11")));

        assertThat(namespace.addressFor("a")).isEqualTo("10.0.0.12");
        assertThat(namespace.address("router")).isUntouchedSince(byHand);
    }

    /** The name is free, so the API server would not stop it. */
    @Test
    void anIpv6AddressMadeByHandIsRecognisedInAnySpelling() {
        namespace.create(anAddress("FD00:0:0:1:0:0:0:10").named("router").heldBy("some-router"));

        namespace.create(aPool().range("fd00:0:0:1::10", "fd00:0:0:1::20"));

        assertThat(namespace.addressFor("a")).isEqualTo("fd00:0:0:1::11");
    }

    @Test
    void anAddressOfAnotherPoolThatHasTheNameRulesTheNumberOut() {
        namespace.create(anAddress("10.0.0.10").named("pool-10-0-0-10").of("another").heldBy("somebody"));

        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));

        assertThat(namespace.addressFor("a")).isEqualTo("10.0.0.11");
    }

    @Test
    void anAddressMadeByHandGivesItsNumberBackWhenItIsDeleted() {
        namespace.create(anAddress("10.0.0.10").named("router").heldBy("some-router"));
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));
        namespace.create(aClaim("a"));
        eventually(() -> assertThat(namespace.claim("a")).isRefused("PoolExhausted"));

        namespace.delete(ADDRESS, "router");

        soon(() -> assertThat(namespace.number("a")).isEqualTo("10.0.0.10"));
    }

    @Test
    void anAddressMadeByHandIsAdoptedByTheClaimItNames() {
        namespace.create(anAddress("10.0.0.15").named("vip-of-mine").heldBy("mine"));
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));

        namespace.create(aClaim("mine"));

        eventually(() -> assertThat(namespace.claim("mine")).isBoundTo("vip-of-mine").hasFinalizer("ipclaim.ipam.metal3.io"));
        assertThat(namespace.address("vip-of-mine"))
                .carries("10.0.0.15")
                .isOwnedBy(namespace.pool(), namespace.claim("mine"))
                .hasFinalizer("ipaddress.ipam.metal3.io");
        assertThat(namespace.list(ADDRESS)).hasSize(1);
        eventually(() -> assertThat(namespace.pool()).lists(Map.of("mine", "10.0.0.15")));
    }

    @Test
    void anAddressMadeByHandIsAdoptedByAClaimThatWaits() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));
        namespace.addressFor("holder");
        namespace.create(aClaim("mine"));
        eventually(() -> assertThat(namespace.claim("mine")).isRefused("PoolExhausted"));

        namespace.create(anAddress("10.0.5.5").named("from-elsewhere").heldBy("mine"));

        soon(() -> assertThat(namespace.claim("mine")).isBoundTo("from-elsewhere"));
    }

    @Test
    void anAdoptedAddressIsReleasedWithItsClaim() {
        namespace.create(anAddress("10.0.0.15").named("vip-of-mine").heldBy("mine"));
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        namespace.addressFor("mine");

        namespace.delete(CLAIM, "mine");

        soon(() -> assertThat(namespace.list(ADDRESS)).isEmpty());
    }

    /** Made by hand, in another spelling of its name: nothing but the ledger stands in the way. */
    @Test
    void aClaimIsNotToldOfANumberThatAnotherClaimHasBeforeThatOneHasLeftIt() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        namespace.addressFor("first");
        var byHand = namespace.create(anAddress("10.0.0.10").named("again").heldBy("second"));
        eventually(() -> assertThat(namespace.pool()).says("10.0.0.10 is held by"));

        namespace.create(aClaim("second"));
        eventually(() -> assertThat(namespace.claim("second"))
                .isRefused("AddressNotAvailable")
                .says("IPAddress pool-10-0-0-10 of IPClaim first"));
        assertThat(namespace.address("again")).isUntouchedSince(byHand);

        namespace.stripFinalizers(ADDRESS, "pool-10-0-0-10");
        namespace.delete(ADDRESS, "pool-10-0-0-10");
        eventually(() -> assertThat(namespace.address("pool-10-0-0-10")).isNotBeingDeleted());
        namespace.settle();
        assertThat(namespace.claim("second")).isRefused("AddressNotAvailable");

        namespace.delete(CLAIM, "first");
        soon(() -> assertThat(namespace.claim("second")).isBoundTo("again"));
    }

    @Test
    void anAddressMadeByHandForAClaimThatHasOneChangesNothing() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        namespace.addressFor("a");

        var byHand = namespace.create(anAddress("10.0.0.15").named("another").heldBy("a"));
        namespace.settle();

        assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-10");
        assertThat(namespace.address("another")).isUntouchedSince(byHand);
        namespace.delete(CLAIM, "a");
        soon(() -> assertThat(namespace.find(ADDRESS, "pool-10-0-0-10")).isEmpty());
        assertThat(namespace.address("another")).isUntouchedSince(byHand);
    }

    /** As after a restore: owners that are not by uid what they are by name keep an object from being moved. */
    @Test
    void ownersWithTheUidOfAnEarlierLifeAreRepaired() {
        var pool = namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        var paused = namespace.create(aClaim("a").paused());
        namespace.create(anAddress("10.0.0.10")
                .named("pool-10-0-0-10")
                .heldBy("a")
                .withOurFinalizer()
                .ownedBy(pool)
                .ownedBy(paused, STALE_UID));

        namespace.removeAnnotation(CLAIM, "a", "cluster.x-k8s.io/paused");

        soon(() -> assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-10"));
        assertThat(namespace.address("pool-10-0-0-10")).isOwnedBy(pool, namespace.claim("a"));
    }

    @Test
    void ourFinalizerTakenOffALiveClaimComesBack() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        namespace.addressFor("a");

        namespace.stripFinalizers(CLAIM, "a");

        soon(() -> assertThat(namespace.claim("a")).hasFinalizer("ipclaim.ipam.metal3.io").isBoundTo("pool-10-0-0-10"));
    }

    @Test
    void aClaimTakenAwayByForceLeavesItsNumberToOthers() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));
        namespace.addressFor(aClaim("a").withFinalizer("example.com/user"));
        namespace.delete(CLAIM, "a");

        namespace.stripFinalizers(CLAIM, "a");

        soon(() -> assertThat(namespace.list(ADDRESS)).isEmpty());
        assertThat(namespace.addressFor("b")).isEqualTo("10.0.0.10");
        eventually(() -> assertThat(namespace.pool()).lists(Map.of("b", "10.0.0.10")));
    }
}
