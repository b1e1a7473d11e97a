package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import io.metal3.ipam.ip.Subnet;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AllocatorSmokeTest {

    private static final RangeSettings NONE = new RangeSettings(null, null, List.of());
    private static final PoolKey POOL = new PoolKey("ns", "pool");

    private final Allocator allocator = new Allocator(new SplittableRandom(1));

    @Test
    void servesTheOldestWaitingClaimFirstWhenANumberIsFreeAgain() {
        allocator.definePool(POOL, new PoolDefinition("pre", List.of(
                new PoolRange(Subnet.parse("10.0.0.0/30").range(), NONE, Set.of(Address.parse("10.0.0.0"),
                        Address.parse("10.0.0.3")))), AllocationStrategy.SEQUENTIAL, Map.of(), NONE));

        assertThat(allocate("a", 1)).isInstanceOf(AllocationResult.Reserved.class);
        assertThat(allocate("b", 2)).isInstanceOf(AllocationResult.Reserved.class);
        assertThat(allocate("d", 4)).isInstanceOf(AllocationResult.Exhausted.class);
        assertThat(allocate("c", 3)).isInstanceOf(AllocationResult.Exhausted.class);
        assertThat(allocator.reservationOf(claim("b"))).hasValueSatisfying(
                r -> assertThat(r.objectName()).isEqualTo("pre-10-0-0-2"));

        assertThat(allocator.giveBack(claim("a"))).containsExactly(claim("c"));
        assertThat(allocate("d", 4)).isInstanceOf(AllocationResult.Exhausted.class);
        assertThat(allocate("c", 3)).isInstanceOf(AllocationResult.Reserved.class);
        assertThat(allocator.usage(POOL)).isEqualTo(new Usage(2, false, 0, 2, 1, 0));
    }

    private AllocationResult allocate(String name, int age) {
        return allocator.allocate(new AllocationRequest(
                claim(name), name, POOL, Instant.ofEpochSecond(age), null, null));
    }

    private static ClaimKey claim(String name) {
        return new ClaimKey("IPClaim", "ns", name);
    }
}
