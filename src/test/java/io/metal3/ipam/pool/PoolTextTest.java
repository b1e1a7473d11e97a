package io.metal3.ipam.pool;

import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.AllocationStrategy;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.allocator.PoolDefinition;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.allocator.RangeSettings;
import io.metal3.ipam.allocator.Usage;
import io.metal3.ipam.api.v1alpha1.IPPoolStatus;
import io.metal3.ipam.ip.Address;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is told of a pool, however much there is to tell. */
class PoolTextTest {

    private static final PoolKey KEY = new PoolKey("namespace", "pool");

    private final PoolStatusRenderer renderer = new PoolStatusRenderer(10_000, Clock.systemUTC());

    @Test
    void namesTheFirstTenFaultsAndCountsTheRest() {
        var faults = IntStream.range(0, 12).mapToObj(i -> new SpecFault("spec.pools[" + i + "]", "is odd")).toList();

        assertThat(pool(faults, Map.of()).faultText()).endsWith("spec.pools[9]: is odd; and 2 more");
        assertThat(pool(faults.subList(0, 10), Map.of()).faultText()).endsWith("spec.pools[9]: is odd");
    }

    @Test
    void cutsAPathThatNobodyCouldRead() {
        assertThat(new SpecFault("spec.preAllocations[" + "a".repeat(60_000) + "]", "is odd").path()).hasSize(300);
    }

    @Test
    void listsTenThousandAddressesOfClaimsWithUsualNames() {
        assertThat(status("cluster-workers-", 10_000, Map.of()).indexes()).hasSize(10_000);
    }

    /** Else the API server would refuse the whole status, and the pool would tell nothing at all. */
    @Test
    void listsNoAddressesWhereTheListWouldNotFitIntoTheObject() {
        var status = status("x".repeat(200), 3_000, Map.of());

        assertThat(status.indexes()).isEmpty();
        assertThat(status.allocated()).isEqualTo(3_000);
        assertThat(status.conditions()).singleElement().satisfies(c -> assertThat(c.getMessage())
                .contains("status.indexes is left out because it would not fit into the object beside its spec"));
    }

    @Test
    void leavesRoomForWhatIsPromised() {
        var promises = IntStream.range(0, 10_000)
                .boxed()
                .collect(Collectors.toMap(i -> "claim-of-a-machine-" + i, i -> Address.parse("10.0.0.1")));

        assertThat(status("a", 100, promises).indexes()).isEmpty();
        assertThat(status("a", 100, Map.of()).indexes()).hasSize(100);
    }

    /** Two machines with one address are an outage, and nobody sees it from either claim. */
    @Test
    void tellsThatAnAddressIsHeldTwice() {
        var status = status(List.of(address("b", 7, false), address("a", 7, false), address("c", 8, false)), Map.of());

        assertThat(status.conditions()).singleElement().satisfies(c -> {
            assertThat(c.getStatus()).isEqualTo("True");
            assertThat(c.getReason()).isEqualTo("AddressHeldTwice");
            assertThat(c.getMessage())
                    .startsWith("10.0.0.8 is held by IPClaim a (IPAddress a) and by IPClaim b (IPAddress b); delete one of the claims");
        });
    }

    @Test
    void saysNothingOfASecondHolderThatIsOnItsWayOut() {
        var status = status(List.of(address("a", 7, false), address("b", 7, true)), Map.of());

        assertThat(status.conditions()).singleElement().satisfies(c -> assertThat(c.getReason()).isEqualTo("Ready"));
    }

    private IPPoolStatus status(String prefix, int addresses, Map<String, Address> promises) {
        var objects = IntStream.range(0, addresses).mapToObj(i -> address(prefix + i, i, false)).toList();
        return status(objects, promises);
    }

    private IPPoolStatus status(List<AddressObject> objects, Map<String, Address> promises) {
        return renderer.render(
                pool(List.of(), promises),
                new PoolStatusRenderer.Contents(new Usage(20_000, false, 10_000, objects.size(), 0, 0), objects),
                null);
    }

    private static AddressObject address(String claim, int number, boolean deleting) {
        return new AddressObject(
                new ObjectKey("IPAddress.ipam.metal3.io", "namespace", claim),
                "uid",
                Address.parse("10.0.0.1").plus(0, number),
                KEY,
                new ClaimKey("IPClaim", "namespace", claim),
                null,
                deleting);
    }

    private static Pool pool(List<SpecFault> faults, Map<String, Address> promises) {
        var settings = new RangeSettings(null, null, List.of());
        return new Pool(
                KEY,
                "uid",
                1,
                new PoolDefinition("pool", List.of(), AllocationStrategy.SEQUENTIAL, promises, settings),
                faults,
                null,
                false,
                false,
                false);
    }
}
