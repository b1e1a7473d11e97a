package io.metal3.ipam.it;

import io.metal3.ipam.testing.ManagerExtension;
import io.metal3.ipam.testing.TestNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.soon;

/** The one address that a claim asks for, by the annotation {@code ipAddress}. */
@ExtendWith(ManagerExtension.class)
class RequestedAddressIT {

    private final TestNamespace namespace;

    RequestedAddressIT(TestNamespace namespace) {
        this.namespace = namespace;
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20").gateway("10.0.0.19"));
    }

    @Test
    void isGiven() {
        assertThat(namespace.addressFor(aClaim("a").requesting("10.0.0.17"))).isEqualTo("10.0.0.17");
        assertThat(namespace.addressOf("a")).isNamed("pool-10-0-0-17");
    }

    @Test
    void isFoundInAnySpelling() {
        namespace.create(aPool("six").subnet("fd00:0:0:1::/64"));

        assertThat(namespace.addressFor(aClaim("a").of("six").requesting("FD00:0:0:1:0:0:0:00AB"))).isEqualTo("fd00:0:0:1::ab");
    }

    @Test
    void isWaitedForWhileSomebodyElseHasIt() {
        namespace.addressFor("holder");

        namespace.create(aClaim("a").requesting("10.0.0.10"));

        eventually(() -> assertThat(namespace.claim("a"))
                .isRefused("AddressNotAvailable")
                .says("Requested IP not available", "10.0.0.10 is held by IPClaim holder"));
        namespace.delete(CLAIM, "holder");
        soon(() -> assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-10"));
    }

    @Test
    void outsideOfThePoolIsNotCalledExhausted() {
        namespace.create(aClaim("a").requesting("10.7.7.7"));

        eventually(() -> assertThat(namespace.claim("a"))
                .isRefused("AddressNotAvailable")
                .says("Requested IP not available", "10.7.7.7", "in no range of IPPool pool"));
        assertThat(namespace.claim("a").getStatus()).asString().doesNotContainIgnoringCase("exhausted");
    }

    @Test
    void thatIsTheGatewayIsRefused() {
        namespace.create(aClaim("a").requesting("10.0.0.19"));

        eventually(() -> assertThat(namespace.claim("a")).isRefused("AddressNotAvailable").says("10.0.0.19", "gateway"));
    }

    @Test
    void thatIsNoAddressIsRefused() {
        namespace.create(aClaim("a").requesting("no-address"));

        eventually(() -> assertThat(namespace.claim("a"))
                .isRefused("InvalidRequest")
                .says("Invalid ipAddress annotation", "no-address", "metadata.annotations[ipAddress]"));
    }

    /** The Go manager reads it so. */
    @Test
    void thatIsEmptyMeansAnyAddress() {
        assertThat(namespace.addressFor(aClaim("a").requesting(""))).isEqualTo("10.0.0.10");
    }

    @Test
    void isTakenUpAtOnceWhenItIsCorrected() {
        namespace.create(aClaim("a").requesting("10.7.7.7"));
        eventually(() -> assertThat(namespace.claim("a")).isRefused("AddressNotAvailable"));

        namespace.annotate(CLAIM, "a", "ipAddress", "10.0.0.15");

        soon(() -> assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-15"));
    }

    @Test
    void isNotWaitedForAnyLongerWhenItIsTakenBack() {
        namespace.addressFor("holder");
        namespace.create(aClaim("a").requesting("10.0.0.10"));
        eventually(() -> assertThat(namespace.claim("a")).isRefused("AddressNotAvailable"));

        namespace.removeAnnotation(CLAIM, "a", "ipAddress");

        soon(() -> assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-11"));
    }

    @Test
    void changesNothingOnceTheClaimHasAnAddress() {
        namespace.addressFor("a");

        namespace.annotate(CLAIM, "a", "ipAddress", "10.0.0.15");
        namespace.settle();

        assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-10");
        assertThat(namespace.addressFor(aClaim("b").requesting("10.0.0.15"))).isEqualTo("10.0.0.15");
    }

    @Test
    void goesToTheOldestOfThoseWhoAskForIt() {
        namespace.addressFor("holder");
        namespace.create(aClaim("z-older").requesting("10.0.0.10"));
        namespace.awaitNextSecond();
        namespace.create(aClaim("a-younger").requesting("10.0.0.10"));
        eventually(() -> assertThat(namespace.claim("z-older")).isRefused("AddressNotAvailable"));
        eventually(() -> assertThat(namespace.claim("a-younger")).isRefused("AddressNotAvailable"));

        namespace.delete(CLAIM, "holder");

        soon(() -> assertThat(namespace.number("z-older")).isEqualTo("10.0.0.10"));
        assertThat(namespace.claim("a-younger")).isRefused("AddressNotAvailable");
        namespace.delete(CLAIM, "z-older");
        soon(() -> assertThat(namespace.number("a-younger")).isEqualTo("10.0.0.10"));
    }
}
