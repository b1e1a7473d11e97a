package io.metal3.ipam.pool;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.allocator.PoolRange;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.api.v1alpha1.IPPoolSpec;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.ip.Family;
import io.metal3.ipam.ip.Subnet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is legal in an IPPool but seldom meant. */
final class PoolAdvice {

    /** Above 2^32 addresses nobody will ever see the end of a range. */
    private static final int LARGE_BITS = 33;

    private final Allocator allocator;
    private final Pools pools;
    private final Predicate<HasMetadata> knows;

    PoolAdvice(Allocator allocator, Pools pools, Predicate<HasMetadata> knows) {
        this.allocator = allocator;
        this.pools = pools;
        this.knows = knows;
    }

    List<String> on(IPPool object, IPPoolSpec spec, PoolParser.Parsed parsed) {
        var ranges = parsed.definition().ranges();
        var result = new ArrayList<String>();
        if (spec.pools().isEmpty()) {
            result.add("spec.pools: is empty; nothing is given from this pool until it has a range");
        }
        families(spec, ranges, result);
        if (ranges.size() == spec.pools().size()) {
            for (int i = 0; i < ranges.size(); i++) {
                range("spec.pools[" + i + "]", spec.pools().get(i), ranges.get(i), result);
            }
        }
        if (knows.test(object)) {
            overlaps(Pools.key(object), parsed, result);
            heldByOthers(Pools.key(object), parsed, result);
        }
        return result;
    }

    private static void families(IPPoolSpec spec, List<PoolRange> ranges, List<String> result) {
        var families = ranges.stream().map(r -> r.addresses().family()).collect(Collectors.toSet());
        if (families.size() > 1) {
            result.add("spec.pools: has ranges of both families, and a claim gets an address of either;"
                    + " make a pool for each family and claim from each");
        }
        ranges.stream()
                .filter(r -> r.settings().gateway() != null
                        && Objects.requireNonNull(r.settings().gateway()).family()
                                != r.addresses().family())
                .findFirst()
                .ifPresent(r -> result.add("spec.gateway: " + r.settings().gateway() + " is of another family than the range "
                        + r.addresses()));
        Stream.concat(spec.dnsServers().stream(), spec.pools().stream().flatMap(p -> p.dnsServers().stream()))
                .filter(server -> isOfAnother(families, server))
                .findFirst()
                .ifPresent(server -> result.add("dnsServers: " + server + " is of another family than the addresses of the pool"));
    }

    private static boolean isOfAnother(Set<Family> families, String address) {
        var family = PoolRules.family(address);
        return family.isPresent() && !families.isEmpty() && !families.contains(family.get());
    }

    private static void range(
            String path, io.metal3.ipam.api.v1alpha1.PoolRange entry, PoolRange range, List<String> result) {
        var gateway = range.settings().gateway();
        // With a subnet alone everybody expects the gateway in it.
        if (gateway != null && entry.start() != null && range.addresses().contains(gateway)) {
            result.add(path + ": the gateway " + gateway + " lies inside the range and is given to nobody,"
                    + " unless a preAllocation names it");
        }
        if (entry.subnet() != null && entry.start() == null) {
            var subnet = Subnet.parse(entry.subnet());
            if (!subnet.address().equals(subnet.network())) {
                result.add(path + ".subnet: " + entry.subnet() + " is the network " + subnet.network() + "/"
                        + subnet.prefixLength() + ", and its first address given is " + range.addresses().first());
            }
        }
        if (range.addresses().exactSize().bitLength() > LARGE_BITS) {
            result.add(path + ": " + range.addresses() + " has more than 2^32 addresses; it is served, but will never be used up");
        }
    }

    private void overlaps(PoolKey key, PoolParser.Parsed parsed, List<String> result) {
        var own = Coverage.of(parsed.definition().ranges());
        for (var other : pools.in(key.namespace())) {
            if (!other.key().equals(key)) {
                own.firstInCommon(Coverage.of(other.definition().ranges()))
                        .ifPresent(common -> result.add("spec.pools: " + common + " is in IPPool "
                                + other.key().name() + " too, " + meaning(parsed, other)));
            }
        }
    }

    private static String meaning(PoolParser.Parsed parsed, Pool other) {
        return Objects.equals(parsed.definition().namePrefix(), other.definition().namePrefix())
                ? "of the same namePrefix: what one of them has given, the other does not give"
                : "of another namePrefix: both may give the same address, which is right on separate networks only";
    }

    private void heldByOthers(PoolKey key, PoolParser.Parsed parsed, List<String> result) {
        var promised = parsed.definition().preAllocations();
        if (promised.isEmpty()) {
            return;
        }
        Map<Address, String> claims = new HashMap<>();
        promised.forEach((claim, address) -> claims.put(address, claim));
        allocator.objectsIn(key).stream()
                .flatMap(held -> heldByAnother(held, claims.get(held.address())).stream())
                .sorted()
                .forEach(result::add);
    }

    private static Optional<String> heldByAnother(AddressObject held, @Nullable String promisedTo) {
        return promisedTo == null || promisedTo.equals(held.claim().name())
                ? Optional.empty()
                : Optional.of("spec.preAllocations[" + promisedTo + "]: " + held.address() + " is held by "
                        + held.claim().kind() + " " + held.claim().name() + " now and free for " + promisedTo
                        + " when that claim is deleted");
    }
}
