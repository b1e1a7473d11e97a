package io.metal3.ipam.it;

import io.metal3.ipam.testing.ManagerExtension;
import io.metal3.ipam.testing.PoolBuilder;
import io.metal3.ipam.testing.TestNamespace;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aCluster;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.CLUSTER;
import static io.metal3.ipam.testing.Patience.eventually;

/** The example that the API has been documented with from its first day, to the letter. */
@ExtendWith(ManagerExtension.class)
class DocumentedExampleIT {

    private final TestNamespace namespace;

    DocumentedExampleIT(TestNamespace namespace) {
        this.namespace = namespace;
    }

    @Test
    void givesTheLowestAddressAndKeepsThePromisedOneForItsClaim() {
        createTheExample();

        assertThat(namespace.addressFor(aClaim("a").of("pool1"))).isEqualTo("192.168.0.10");
        assertThat(namespace.addressFor(aClaim("b").of("pool1"))).isEqualTo("192.168.0.11");
        assertThat(namespace.addressFor(aClaim("claim1").of("pool1"))).isEqualTo("192.168.0.12");
        assertThat(namespace.addressFor(aClaim("c").of("pool1"))).isEqualTo("192.168.0.13");
    }

    @Test
    void makesAnObjectThatSaysAllThatAMachineNeeds() {
        createTheExample();

        namespace.addressFor(aClaim("a").of("pool1").labelled("team", "x"));

        var claim = namespace.claim("a");
        assertThat(claim).isBoundTo("test1-prov-192-168-0-10").hasFinalizer("ipclaim.ipam.metal3.io");
        assertThat(namespace.address("test1-prov-192-168-0-10"))
                .carries("192.168.0.10")
                .hasNetwork(25, "192.168.0.1")
                .isOf("pool1", "a")
                .isOwnedBy(namespace.pool("pool1"), claim)
                .hasLabel("team", "x")
                .hasFinalizer("ipaddress.ipam.metal3.io");
    }

    @Test
    void goesOnWithTheNextRangeWhenTheFirstIsUsedUp() {
        createTheExample();

        var expected = new TreeMap<>(Map.of("claim1", "192.168.0.12"));
        namespace.addressFor(aClaim("claim1").of("pool1"));
        for (int i = 10; i <= 30; i++) {
            if (i != 12) {
                expected.put("c" + i, "192.168.0." + i);
                namespace.addressFor(aClaim("c" + i).of("pool1"));
            }
        }
        namespace.addressFor(aClaim("next").of("pool1"));

        assertThat(namespace.addressOf("next")).isNamed("test1-prov-192-168-1-2").hasNetwork(24, "192.168.1.1");
        expected.put("next", "192.168.1.2");
        assertThat(namespace.numbers()).isEqualTo(expected);
        eventually(() -> assertThat(namespace.pool("pool1")).lists(expected).isReady());
    }

    @Test
    void givesThePoolToItsCluster() {
        createTheExample();

        eventually(() -> assertThat(namespace.pool("pool1"))
                .isOwnedBy(namespace.get(CLUSTER, "cluster1"))
                .hasLabel("cluster.x-k8s.io/cluster-name", "cluster1")
                .hasLabel("cluster.x-k8s.io/provider", "ipam-metal3")
                .hasFinalizer("ippool.ipam.metal3.io"));
    }

    private void createTheExample() {
        namespace.create(aCluster("cluster1"));
        namespace.create(theExample());
    }

    private static PoolBuilder theExample() {
        return aPool("pool1")
                .cluster("cluster1")
                .namePrefix("test1-prov")
                .range("192.168.0.10", "192.168.0.30", 25, "192.168.0.1")
                .subnet("192.168.1.1/26")
                .subnet("192.168.1.128/25")
                .prefix(24)
                .gateway("192.168.1.1")
                .preAllocation("claim1", "192.168.0.12");
    }
}
