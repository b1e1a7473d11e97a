package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import io.metal3.ipam.ip.AddressRange;
import io.metal3.ipam.ip.Subnet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** An allocator, and short words for what happens to it in one namespace. */
final class World {

    static final String NAMESPACE = "ns";
    static final RangeSettings DEFAULTS = new RangeSettings(99, null, List.of());

    final Allocator allocator = new Allocator(new SplittableRandom(1));

    static PoolKey pool(String name) {
        return new PoolKey(NAMESPACE, name);
    }

    static ClaimKey claim(String name) {
        return new ClaimKey("IPClaim", NAMESPACE, name);
    }

    static ClaimKey capiClaim(String name) {
        return new ClaimKey("IPAddressClaim", NAMESPACE, name);
    }

    static ObjectKey objectKey(String name) {
        return new ObjectKey("ipam.metal3.io", NAMESPACE, name);
    }

    static PoolBuilder aPool() {
        return new PoolBuilder();
    }

    static Ask ask(String claim) {
        return new Ask(claim(claim), "uid-" + claim, pool("pool"), 0, null, null);
    }

    static AnObject anObject(String name) {
        return new AnObject(new AddressObject(objectKey(name), "uid-" + name, Address.parse("10.0.0.1"),
                pool("pool"), claim("somebody"), null, false));
    }

    void define(String name, PoolBuilder pool) {
        allocator.definePool(pool(name), pool.build());
    }

    void define(PoolBuilder pool) {
        define("pool", pool);
    }

    AllocationResult allocate(Ask ask) {
        return allocator.allocate(ask.request());
    }

    AllocationResult allocate(String claim) {
        return allocate(ask(claim));
    }

    /** Asks, and must get a number. */
    String number(Ask ask) {
        AllocationResult result = allocate(ask);
        assertThat(result).isInstanceOf(AllocationResult.Reserved.class);
        return ((AllocationResult.Reserved) result).allocation().address().toString();
    }

    String number(String claim) {
        return number(ask(claim));
    }

    /** The write for the claim's reservation has succeeded. */
    AddressObject bind(String claim) {
        Allocation reserved = allocator.reservationOf(claim(claim)).orElseThrow();
        var object = new AddressObject(objectKey(reserved.objectName()), "uid-" + reserved.objectName(),
                reserved.address(), reserved.pool(), reserved.claim(), "uid-" + claim, false);
        allocator.observe(object);
        return object;
    }

    List<ClaimKey> observe(AnObject object) {
        return allocator.observe(object.object());
    }

    List<ClaimKey> forget(AddressObject object) {
        return allocator.forget(object.key(), object.uid());
    }

    /** All that is reserved to the claim. */
    List<ClaimKey> giveBack(String claim) {
        return allocator.giveBack(claim(claim), number -> true).claims();
    }

    Usage usage() {
        return allocator.usage(pool("pool"));
    }

    /** A request, to be varied. */
    record Ask(ClaimKey claim, String uid, PoolKey pool, int created, @Nullable Address requested,
            @Nullable Address remembered) {

        Ask in(String pool) {
            return new Ask(claim, uid, World.pool(pool), created, requested, remembered);
        }

        Ask by(ClaimKey other) {
            return new Ask(other, uid, pool, created, requested, remembered);
        }

        Ask uid(String other) {
            return new Ask(claim, other, pool, created, requested, remembered);
        }

        Ask created(int second) {
            return new Ask(claim, uid, pool, second, requested, remembered);
        }

        Ask requested(String address) {
            return new Ask(claim, uid, pool, created, Address.parse(address), remembered);
        }

        Ask remembered(String address) {
            return new Ask(claim, uid, pool, created, requested, Address.parse(address));
        }

        AllocationRequest request() {
            return new AllocationRequest(claim, uid, pool, Instant.ofEpochSecond(created), requested, remembered);
        }
    }

    /** An object, to be varied. */
    record AnObject(AddressObject object) {

        AnObject kind(String kind) {
            return with(new ObjectKey(kind, NAMESPACE, object.key().name()), object.address(), object.claim());
        }

        AnObject at(String address) {
            return with(object.key(), Address.parse(address), object.claim());
        }

        AnObject of(String claim) {
            return with(object.key(), object.address(), World.claim(claim));
        }

        AnObject in(String pool) {
            return new AnObject(new AddressObject(object.key(), object.uid(), object.address(), World.pool(pool),
                    object.claim(), object.claimUid(), object.deleting()));
        }

        AnObject uid(String uid) {
            return new AnObject(new AddressObject(object.key(), uid, object.address(), object.pool(),
                    object.claim(), object.claimUid(), object.deleting()));
        }

        AnObject claimUid(String claimUid) {
            return new AnObject(new AddressObject(object.key(), object.uid(), object.address(), object.pool(),
                    object.claim(), claimUid, object.deleting()));
        }

        AnObject deleting() {
            return new AnObject(new AddressObject(object.key(), object.uid(), object.address(), object.pool(),
                    object.claim(), object.claimUid(), true));
        }

        private AnObject with(ObjectKey key, Address address, ClaimKey claim) {
            return new AnObject(new AddressObject(key, object.uid(), address, object.pool(), claim,
                    object.claimUid(), object.deleting()));
        }
    }

    /** Builds a pool; the settings of each range carry its number as the prefix. */
    static final class PoolBuilder {

        private final List<PoolRange> ranges = new ArrayList<>();
        private final Map<String, Address> preAllocations = new HashMap<>();
        private String prefix = "p";
        private AllocationStrategy strategy = AllocationStrategy.SEQUENTIAL;

        PoolBuilder prefix(String namePrefix) {
            prefix = namePrefix;
            return this;
        }

        PoolBuilder random() {
            strategy = AllocationStrategy.RANDOM;
            return this;
        }

        PoolBuilder range(String first, String last, String... reserved) {
            return range(new AddressRange(Address.parse(first), Address.parse(last)), reserved);
        }

        PoolBuilder subnet(String subnet) {
            return range(Subnet.parse(subnet).range());
        }

        PoolBuilder preAllocation(String claim, String address) {
            preAllocations.put(claim, Address.parse(address));
            return this;
        }

        private PoolBuilder range(AddressRange addresses, String... reserved) {
            Set<Address> numbers = new HashSet<>();
            for (String number : reserved) {
                numbers.add(Address.parse(number));
            }
            ranges.add(new PoolRange(addresses, new RangeSettings(ranges.size(), null, List.of()), numbers));
            return this;
        }

        PoolDefinition build() {
            return new PoolDefinition(prefix, ranges, strategy, preAllocations, DEFAULTS);
        }
    }
}
