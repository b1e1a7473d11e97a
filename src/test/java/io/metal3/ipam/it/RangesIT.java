package io.metal3.ipam.it;

import io.metal3.ipam.api.v1alpha1.PoolRange;
import io.metal3.ipam.testing.ManagerExtension;
import io.metal3.ipam.testing.PoolBuilder;
import io.metal3.ipam.testing.TestNamespace;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Patience.eventually;

/** Which addresses a pool has, and what comes with each. */
@ExtendWith(ManagerExtension.class)
class RangesIT {

    private final TestNamespace namespace;

    RangesIT(TestNamespace namespace) {
        this.namespace = namespace;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ranges")
    void givesTheAddressesOfEachRangeInOrderAndThenNoMore(String range, PoolBuilder pool, List<String> addresses) {
        namespace.create(pool);

        for (int i = 0; i < addresses.size(); i++) {
            assertThat(namespace.addressFor("claim-" + i)).as(range).isEqualTo(addresses.get(i));
        }
        namespace.create(aClaim("one-too-many"));

        eventually(() -> assertThat(namespace.claim("one-too-many")).isRefused("PoolExhausted"));
    }

    static Stream<Arguments> ranges() {
        return Stream.of(
                Arguments.of(
                        "start to end, both included",
                        aPool().range("10.0.0.10", "10.0.0.12"),
                        List.of("10.0.0.10", "10.0.0.11", "10.0.0.12")),
                Arguments.of("one address", aPool().range("10.0.0.10", "10.0.0.10"), List.of("10.0.0.10")),
                Arguments.of(
                        "from the one end of a byte to the other",
                        aPool().range("10.0.0.255", "10.0.1.1"),
                        List.of("10.0.0.255", "10.0.1.0", "10.0.1.1")),
                Arguments.of(
                        "a subnet alone begins after the address written",
                        aPool().subnet("192.168.5.4/29"),
                        List.of("192.168.5.5", "192.168.5.6")),
                Arguments.of(
                        "a subnet never gives its network and broadcast address",
                        aPool().subnet("10.0.0.0/30"),
                        List.of("10.0.0.1", "10.0.0.2")),
                Arguments.of(
                        "a subnet never gives the gateway",
                        aPool().subnet("10.0.0.0/29").gateway("10.0.0.3"),
                        List.of("10.0.0.1", "10.0.0.2", "10.0.0.4", "10.0.0.5", "10.0.0.6")),
                Arguments.of(
                        "nor does a range",
                        aPool().range("10.0.0.1", "10.0.0.3").gateway("10.0.0.1"),
                        List.of("10.0.0.2", "10.0.0.3")),
                Arguments.of(
                        "start and subnet",
                        aPool().range(new PoolRange("10.0.0.4", null, "10.0.0.0/29", null, null, List.of())),
                        List.of("10.0.0.4", "10.0.0.5", "10.0.0.6")),
                Arguments.of(
                        "subnet and end",
                        aPool().range(new PoolRange(null, "10.0.0.2", "10.0.0.0/24", null, null, List.of())),
                        List.of("10.0.0.1", "10.0.0.2")),
                Arguments.of(
                        "start alone, with a prefix",
                        aPool().range("10.0.0.4", null).prefix(29),
                        List.of("10.0.0.4", "10.0.0.5", "10.0.0.6")),
                Arguments.of(
                        "a point-to-point network has no broadcast address",
                        aPool().range(new PoolRange("10.0.0.4", "10.0.0.5", "10.0.0.4/31", null, null, List.of())),
                        List.of("10.0.0.4", "10.0.0.5")),
                Arguments.of(
                        "ranges are used up in their order, not in that of the addresses",
                        aPool().range("10.0.9.1", "10.0.9.1").range("10.0.0.1", "10.0.0.1"),
                        List.of("10.0.9.1", "10.0.0.1")),
                Arguments.of(
                        "what two ranges have is given once",
                        aPool().range("10.0.0.3", "10.0.0.4").range("10.0.0.2", "10.0.0.5"),
                        List.of("10.0.0.3", "10.0.0.4", "10.0.0.2", "10.0.0.5")),
                Arguments.of(
                        "IPv6",
                        aPool().range("fd00:1:2:3::fffe", "fd00:1:2:3::1:0"),
                        List.of("fd00:1:2:3::fffe", "fd00:1:2:3::ffff", "fd00:1:2:3::1:0")),
                Arguments.of(
                        "an IPv6 subnet has no broadcast address",
                        aPool().subnet("fd00::8/126"),
                        List.of("fd00::9", "fd00::a", "fd00::b")),
                Arguments.of(
                        "one family after the other",
                        aPool().range("10.0.0.1", "10.0.0.1").range("fd00::1", "fd00::1"),
                        List.of("10.0.0.1", "fd00::1")));
    }

    @Test
    void theSettingsOfARangeWinOverThoseOfThePool() {
        namespace.create(aPool()
                .range(new PoolRange("10.0.0.10", "10.0.0.10", null, 28, null, List.of()))
                .range(new PoolRange("10.0.1.10", "10.0.1.10", null, null, "10.0.1.1", List.of("9.9.9.9", "fd00::53")))
                .prefix(24)
                .gateway("10.0.0.1")
                .dnsServers("8.8.8.8"));

        namespace.addressFor("a");
        namespace.addressFor("b");

        assertThat(namespace.addressOf("a")).carries("10.0.0.10").hasNetwork(28, "10.0.0.1", "8.8.8.8");
        assertThat(namespace.addressOf("b")).carries("10.0.1.10").hasNetwork(24, "10.0.1.1", "9.9.9.9", "fd00::53");
    }

    @Test
    void whatIsNotSetAnywhereIsLeftOut() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));

        namespace.addressFor("a");

        assertThat(namespace.addressOf("a")).hasNetwork(null, null);
    }

    @Test
    void anIpv6AddressIsWrittenInItsShortestFormAndNamedAfterIt() {
        namespace.create(aPool().range("FD00:0:0:1:0:0:0:10", "fd00:0000:0000:0001::00ff").prefix(64).gateway("FD00:0:0:1::0001"));

        namespace.addressFor("a");

        assertThat(namespace.addressOf("a"))
                .isNamed("pool-fd00-0-0-1--10")
                .carries("fd00:0:0:1::10")
                .hasNetwork(64, "fd00:0:0:1::1");
    }

    @Test
    void anAddressKeepsWhatItWasGivenWithWhenThePoolChanges() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20").prefix(24).gateway("10.0.0.1"));
        namespace.addressFor("before");
        var before = namespace.addressOf("before");

        namespace.change(aPool().range("10.0.0.10", "10.0.0.20").prefix(28).gateway("10.0.0.2"));
        namespace.addressFor("after");

        assertThat(namespace.addressOf("after")).hasNetwork(28, "10.0.0.2");
        assertThat(namespace.address(before.getMetadata().getName())).isUntouchedSince(before);
    }

    @Test
    void poolsOfDifferentPrefixesAreDifferentNetworks() {
        namespace.create(aPool("net-a").range("10.0.0.10", "10.0.0.20"));
        namespace.create(aPool("net-b").range("10.0.0.10", "10.0.0.20"));

        assertThat(namespace.addressFor(aClaim("a").of("net-a"))).isEqualTo("10.0.0.10");
        assertThat(namespace.addressFor(aClaim("b").of("net-b"))).isEqualTo("10.0.0.10");
    }

    @Test
    void poolsOfOnePrefixShareOneBook() {
        namespace.create(aPool("one").namePrefix("same").range("10.0.0.10", "10.0.0.20"));
        namespace.create(aPool("two").namePrefix("same").range("10.0.0.10", "10.0.0.20"));

        assertThat(namespace.addressFor(aClaim("a").of("one"))).isEqualTo("10.0.0.10");
        assertThat(namespace.addressFor(aClaim("b").of("two"))).isEqualTo("10.0.0.11");
    }
}
