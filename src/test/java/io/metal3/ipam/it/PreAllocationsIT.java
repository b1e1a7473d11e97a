package io.metal3.ipam.it;

import io.metal3.ipam.api.v1alpha1.PoolRange;
import io.metal3.ipam.testing.ManagerExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Kind.POOL;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.soon;

/** An address that the pool promises to a claim by name. */
@ExtendWith(ManagerExtension.class)
class PreAllocationsIT {

    private final TestNamespace namespace;

    PreAllocationsIT(TestNamespace namespace) {
        this.namespace = namespace;
    }

    @Test
    void thePromisedAddressIsKeptForItsClaim() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20").preAllocation("mine", "10.0.0.10"));

        assertThat(namespace.addressFor("other")).isEqualTo("10.0.0.11");
        assertThat(namespace.addressFor("mine")).isEqualTo("10.0.0.10");
    }

    @Test
    void itComesWithTheSettingsOfTheRangeItLiesIn() {
        namespace.create(aPool()
                .range("10.0.0.10", "10.0.0.20")
                .range(new PoolRange("10.0.1.10", "10.0.1.20", null, 28, "10.0.1.1", List.of("9.9.9.9")))
                .prefix(24)
                .gateway("10.0.0.1")
                .preAllocation("mine", "10.0.1.15"));

        namespace.addressFor("mine");

        assertThat(namespace.addressOf("mine")).carries("10.0.1.15").hasNetwork(28, "10.0.1.1", "9.9.9.9");
    }

    @Test
    void itIsPromisedAgainToTheNextClaimOfThatName() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.11").preAllocation("mine", "10.0.0.11"));
        namespace.addressFor("mine");
        namespace.delete(CLAIM, "mine");
        eventually(() -> assertThat(namespace.numbers()).isEmpty());
        namespace.addressFor("other");

        namespace.create(aClaim("third"));

        eventually(() -> assertThat(namespace.claim("third")).isRefused("PoolExhausted"));
        assertThat(namespace.addressFor("mine")).isEqualTo("10.0.0.11");
    }

    @Test
    void nobodyElseGetsItByAskingForIt() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20").preAllocation("mine", "10.0.0.15"));

        namespace.create(aClaim("thief").requesting("10.0.0.15"));

        eventually(() -> assertThat(namespace.claim("thief"))
                .isRefused("AddressNotAvailable")
                .says("Requested IP not available", "10.0.0.15", "promised to claim mine", "ipAddress"));
        assertThat(namespace.addressFor("mine")).isEqualTo("10.0.0.15");
    }

    @Test
    void itIsNotGivenInPlaceOfAnAddressThatTheClaimAsksFor() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20").preAllocation("mine", "10.0.0.15"));

        namespace.create(aClaim("mine").requesting("10.0.0.16"));

        eventually(() -> assertThat(namespace.claim("mine"))
                .isRefused("InvalidRequest")
                .says("PreAllocation and requested ip address are conflicting", "10.0.0.15", "10.0.0.16"));
        namespace.annotate(CLAIM, "mine", "ipAddress", "10.0.0.15");
        soon(() -> assertThat(namespace.number("mine")).isEqualTo("10.0.0.15"));
    }

    @Test
    void anIpv6AddressIsTheSameInAnySpelling() {
        namespace.create(aPool().range("fd00:0:0:1::10", "fd00:0:0:1::ff").preAllocation("mine", "FD00:0:0:1:0:0:0:10"));

        assertThat(namespace.addressFor("other")).isEqualTo("fd00:0:0:1::11");
        assertThat(namespace.addressFor(aClaim("mine").requesting("fd00:0:0:1::0:10"))).isEqualTo("fd00:0:0:1::10");
    }

    @Test
    void outsideOfAllRangesItIsNotGivenAndHoldsUpNobody() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20").preAllocation("mine", "10.7.7.7"));

        namespace.create(aClaim("mine"));

        eventually(() -> assertThat(namespace.claim("mine"))
                .isRefused("AddressNotAvailable")
                .says("Pre-allocated IP out of bounds", "10.7.7.7"));
        assertThat(namespace.addressFor("other")).isEqualTo("10.0.0.10");
        eventually(() -> assertThat(namespace.pool()).isNotReady("InvalidSpec").says("spec.preAllocations[mine]", "10.7.7.7"));
        namespace.change(
                aPool().range("10.0.0.10", "10.0.0.20").range("10.7.7.0", "10.7.7.9").preAllocation("mine", "10.7.7.7"));
        soon(() -> assertThat(namespace.number("mine")).isEqualTo("10.7.7.7"));
        eventually(() -> assertThat(namespace.pool()).isReady());
    }

    @Test
    void theGatewayMayBePromised() {
        namespace.create(aPool().subnet("10.0.0.0/29").gateway("10.0.0.1").preAllocation("router", "10.0.0.1"));

        assertThat(namespace.addressFor("other")).isEqualTo("10.0.0.2");
        assertThat(namespace.addressFor("router")).isEqualTo("10.0.0.1");
    }

    /** How the Metal3 provider keeps addresses through a re-deployment: it writes what is held into the pool. */
    @Test
    void addressesInUseMayBePromisedToThoseWhoHaveThem() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        namespace.addressFor("a");
        namespace.addressFor("b");
        var before = namespace.claim("a");

        namespace.change(aPool()
                .range("10.0.0.10", "10.0.0.20")
                .preAllocation("a", "10.0.0.10")
                .preAllocation("b", "10.0.0.11"));
        namespace.settle();

        assertThat(namespace.claim("a")).isUntouchedSince(before);
        eventually(() -> assertThat(namespace.pool()).isReady().lists(Map.of("a", "10.0.0.10", "b", "10.0.0.11")));
    }

    @Test
    void anAddressPromisedWhileSomebodyElseHoldsItIsWaitedFor() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        namespace.addressFor("holder");
        namespace.change(aPool().range("10.0.0.10", "10.0.0.20").preAllocation("mine", "10.0.0.10"));

        namespace.create(aClaim("mine"));

        eventually(() -> assertThat(namespace.claim("mine"))
                .isRefused("AddressNotAvailable")
                .says("Pre-allocated IP not available", "10.0.0.10 is held by IPClaim holder"));
        namespace.delete(CLAIM, "holder");
        soon(() -> assertThat(namespace.number("mine")).isEqualTo("10.0.0.10"));
    }

    @Test
    void aClaimThatHasAnAddressKeepsItWhenAnotherIsPromisedToIt() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        namespace.addressFor("a");

        namespace.change(aPool().range("10.0.0.10", "10.0.0.20").preAllocation("a", "10.0.0.15"));

        assertThat(namespace.addressFor("b")).isEqualTo("10.0.0.11");
        assertThat(namespace.number("a")).isEqualTo("10.0.0.10");
    }

    @Test
    void aPromiseTakenBackIsServedToWhoeverWaits() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10").preAllocation("mine", "10.0.0.10"));
        namespace.create(aClaim("other"));
        eventually(() -> assertThat(namespace.claim("other")).isRefused("PoolExhausted"));

        namespace.patch(POOL, "pool", "{\"spec\": {\"preAllocations\": null}}");

        soon(() -> assertThat(namespace.number("other")).isEqualTo("10.0.0.10"));
    }
}
