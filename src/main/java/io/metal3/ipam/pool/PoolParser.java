package io.metal3.ipam.pool;

import io.metal3.ipam.allocator.AllocationStrategy;
import io.metal3.ipam.allocator.PoolDefinition;
import io.metal3.ipam.allocator.PoolRange;
import io.metal3.ipam.allocator.RangeSettings;
import io.metal3.ipam.api.v1alpha1.IPPoolSpec;
import io.metal3.ipam.ip.Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the spec of an IPPool into a definition one can allocate from, and all faults with their paths. A range with a fault is
 * left out, never guessed at; the others are served.
 */
public final class PoolParser {

    private final IPPoolSpec spec;
    private final List<SpecFault> faults = new ArrayList<>();

    private PoolParser(IPPoolSpec spec) {
        this.spec = spec;
    }

    /** What came out of a spec. */
    public record Parsed(PoolDefinition definition, List<SpecFault> faults) {}

    public static Parsed parse(IPPoolSpec spec) {
        return new PoolParser(spec).parse();
    }

    private Parsed parse() {
        var prefix = Objects.requireNonNullElse(spec.namePrefix(), "");
        NamePrefix.fault(prefix).ifPresent(faults::add);
        var defaults = new RangeSettings(
                spec.prefix(),
                address("spec.gateway", spec.gateway()),
                RangeParser.addresses("spec.dnsServers", spec.dnsServers(), faults));
        // With a gateway or a name server that cannot be read any address would be handed out wrongly, and without a prefix under no
        // name: none is.
        var served = faults.isEmpty();
        var ranges = new ArrayList<PoolRange>();
        for (int i = 0; i < spec.pools().size(); i++) {
            var parsed = new RangeParser("spec.pools[" + i + "]", spec.pools().get(i), defaults).parse();
            faults.addAll(parsed.faults());
            parsed.range().ifPresent(ranges::add);
        }
        if (spec.pools().isEmpty()) {
            faults.add(new SpecFault("spec.pools", "is empty; add a range, such as start and end, or a subnet"));
        }
        if (served) {
            NamePrefix.tooLong(prefix, ranges).ifPresent(faults::add);
        }
        var preAllocations = preAllocations(ranges);
        return new Parsed(
                new PoolDefinition(prefix, served ? ranges : List.of(), strategy(), preAllocations, defaults),
                List.copyOf(faults));
    }

    private Map<String, Address> preAllocations(List<PoolRange> ranges) {
        var result = new LinkedHashMap<String, Address>();
        Set<Address> taken = new HashSet<>();
        var covered = Coverage.of(ranges);
        spec.preAllocations().forEach((claim, text) -> {
            var path = "spec.preAllocations[" + claim + "]";
            if (text == null || text.isEmpty()) {
                faults.add(new SpecFault(path, "is empty; write an address or remove the entry"));
                return;
            }
            var address = address(path, text);
            if (address == null) {
                return;
            }
            if (!taken.add(address)) {
                faults.add(new SpecFault(path, address + " is promised to another claim too; give each claim its own"));
                return;
            }
            if (!covered.contains(address)) {
                faults.add(new SpecFault(path, address + " lies in no range of the pool; add a range that holds it"));
            }
            result.put(claim, address);
        });
        return result;
    }

    private AllocationStrategy strategy() {
        var text = Optional.ofNullable(spec.allocationStrategy()).orElse("");
        return switch (text) {
            case "", "sequential" -> AllocationStrategy.SEQUENTIAL;
            case "random" -> AllocationStrategy.RANDOM;
            default -> {
                faults.add(new SpecFault(
                        "spec.allocationStrategy", "'" + text + "' is unknown; use sequential (taken for now) or random"));
                yield AllocationStrategy.SEQUENTIAL;
            }
        };
    }

    private @Nullable Address address(String path, @Nullable String text) {
        return RangeParser.address(path, text, faults);
    }
}
