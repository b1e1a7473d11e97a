package io.metal3.ipam.it;

import io.metal3.ipam.testing.ManagerExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Patience.eventually;

/** Which of the free addresses a claim gets, in pools of any size. */
@ExtendWith(ManagerExtension.class)
class StrategiesIT {

    private final TestNamespace namespace;

    StrategiesIT(TestNamespace namespace) {
        this.namespace = namespace;
    }

    @Test
    void sequentialGivesTheLowestThatIsFree() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        addresses("a", "b", "c");

        namespace.delete(CLAIM, "b");
        eventually(() -> assertThat(namespace.numbers()).doesNotContainKey("b"));

        assertThat(addresses("d", "e")).containsExactly("10.0.0.11", "10.0.0.13");
    }

    @Test
    void randomGivesAddressesFromAllOverTheRange() {
        namespace.create(aPool().range("10.0.0.10", "10.0.3.250").random());

        assertThat(addresses("a", "b", "c", "d", "e", "f"))
                .doesNotHaveDuplicates()
                .isNotEqualTo(IntStream.range(10, 16).mapToObj(i -> "10.0.0." + i).toList());
    }

    @Test
    void randomGivesEveryAddressBeforeItSaysThatThereIsNone() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.14").random());

        assertThat(addresses("a", "b", "c", "d", "e"))
                .containsExactlyInAnyOrder("10.0.0.10", "10.0.0.11", "10.0.0.12", "10.0.0.13", "10.0.0.14");
    }

    @Test
    void randomUsesUpOneRangeBeforeTheNext() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.2").range("10.9.0.1", "10.9.255.254").random());

        assertThat(addresses("a", "b")).containsExactlyInAnyOrder("10.0.0.1", "10.0.0.2");
        assertThat(addresses("c").getFirst()).startsWith("10.9.");
    }

    @Test
    void randomFindsItsWayInANetworkOf18QuintillionAddresses() {
        namespace.create(aPool().subnet("fd00:0:0:3::/64").random());

        assertThat(addresses("a", "b", "c", "d"))
                .doesNotHaveDuplicates()
                .anyMatch(address -> address.length() > "fd00:0:0:3::ffff".length());
    }

    @Test
    void farAddressesOfALargeNetworkAreServedAsQuicklyAsNearOnes() {
        namespace.create(aPool().subnet("fd00:1:2:3::/64").preAllocation("far", "fd00:1:2:3:ffff:ffff:ffff:fff0"));

        assertThat(namespace.addressFor("far")).isEqualTo("fd00:1:2:3:ffff:ffff:ffff:fff0");
        assertThat(namespace.addressFor(aClaim("asked").requesting("fd00:1:2:3:8000::7"))).isEqualTo("fd00:1:2:3:8000::7");
        assertThat(namespace.addressFor("plain")).isEqualTo("fd00:1:2:3::1");
    }

    @Test
    void aPoolTooLargeToCountSaysSo() {
        namespace.create(aPool().subnet("fd00::/32"));
        addresses("a");

        eventually(() -> {
            var status = Objects.requireNonNull(namespace.pool().getStatus());
            assertThat(status.capacity()).isEqualTo(Long.MAX_VALUE);
            assertThat(status.capacityOverflow()).isTrue();
            assertThat(status.availableIPCount()).isNull();
            assertThat(status.allocated()).isEqualTo(1);
        });
    }

    private List<String> addresses(String... claims) {
        return List.of(claims).stream().map(namespace::addressFor).toList();
    }
}
