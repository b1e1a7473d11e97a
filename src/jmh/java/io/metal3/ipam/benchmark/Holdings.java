package io.metal3.ipam.benchmark;

import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.AllocationRequest;
import io.metal3.ipam.allocator.AllocationStrategy;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.allocator.PoolDefinition;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.allocator.PoolRange;
import io.metal3.ipam.allocator.RangeSettings;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.ip.AddressRange;
import io.metal3.ipam.ip.Family;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** A pool of which so many addresses are held, as objects on an API server would say: every name and uid is a string of its own. */
final class Holdings {

    private static final String NAMESPACE = "metal3";
    private static final String PREFIX = "provisioning";
    private static final PoolKey POOL = new PoolKey(NAMESPACE, "pool");
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private final Allocator allocator = new Allocator(new SplittableRandom(1));
    private final RandomGenerator random = new SplittableRandom(2);
    private final Address first;
    private final int held;
    private final Layout layout;

    Holdings(Family family, int held, Layout layout, AllocationStrategy strategy) {
        this.held = held;
        this.layout = layout;
        first = Address.parse(family == Family.V4 ? "10.0.0.0" : "fd00:1:2:3::");
        var last = Address.parse(family == Family.V4 ? "10.255.255.255" : "fd00:1:2:3:ffff:ffff:ffff:ffff");
        var settings = new RangeSettings(8, first, List.of());
        var range = new PoolRange(new AddressRange(first, last), settings, Set.of());
        allocator.definePool(POOL, new PoolDefinition(PREFIX, List.of(range), strategy, Map.of(), settings));
        for (int i = 0; i < held; i++) {
            allocator.observe(object(i));
        }
    }

    Allocator allocator() {
        return allocator;
    }

    PoolKey pool() {
        return POOL;
    }

    /** The object that holds the i-th held address. */
    AddressObject object(int i) {
        var address = held(i);
        return new AddressObject(
                new ObjectKey("IPAddress.ipam.metal3.io", NAMESPACE, PREFIX + "-" + address.dashed()),
                uid(),
                address,
                POOL,
                new ClaimKey("IPClaim", NAMESPACE, "workers-" + i + "-provisioning"),
                uid(),
                false);
    }

    /** An address that nobody holds, near or far from held ones. */
    Address free(int i) {
        return layout == Layout.DENSE ? first.plus(0, held + i) : first.plus(0, 2L * (i % held) + 1);
    }

    AllocationRequest request(int i) {
        return request(i, null);
    }

    AllocationRequest request(int i, Address wanted) {
        var claim = new ClaimKey("IPClaim", NAMESPACE, "newcomer-" + i + "-provisioning");
        return new AllocationRequest(claim, uid(), POOL, CREATED, wanted, null);
    }

    private Address held(int i) {
        return first.plus(0, (long) layout.step() * i);
    }

    private String uid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
