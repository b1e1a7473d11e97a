package io.metal3.ipam.pool;

import io.metal3.ipam.allocator.PoolRange;
import io.metal3.ipam.allocator.RangeSettings;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.ip.AddressRange;
import io.metal3.ipam.ip.Family;
import io.metal3.ipam.ip.Subnet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one entry of {@code spec.pools}. The Go manager's rules decide what is meant:
 *
 * <ul>
 *   <li>{@code start} to {@code end}, both included;
 *   <li>{@code subnet} alone: from the address after the one written to the last of the subnet ({@code 192.168.1.1/26} begins at
 *       {@code 192.168.1.2});
 *   <li>{@code start} without {@code end}: to the last address of the subnet, or else of the network that the prefix in force
 *       makes around {@code start};
 *   <li>the range's own prefix, gateway and name servers win over the pool's.
 * </ul>
 *
 * Never chosen: the gateway in force, and network and broadcast address of an IPv4 subnet larger than a /31.
 */
final class RangeParser {

    private final String path;
    private final io.metal3.ipam.api.v1alpha1.PoolRange entry;
    private final RangeSettings defaults;
    private final List<SpecFault> faults = new ArrayList<>();

    /** The range, when it is sound, and what is wrong with it, when it is not. */
    record Parsed(Optional<PoolRange> range, List<SpecFault> faults) {}

    RangeParser(String path, io.metal3.ipam.api.v1alpha1.PoolRange entry, RangeSettings defaults) {
        this.path = path;
        this.entry = entry;
        this.defaults = defaults;
    }

    Parsed parse() {
        var start = address(path + ".start", entry.start(), faults);
        var end = address(path + ".end", entry.end(), faults);
        var subnet = subnet();
        var ownGateway = address(path + ".gateway", entry.gateway(), faults);
        var gateway = ownGateway == null ? defaults.gateway() : ownGateway;
        var ownServers = addresses(path + ".dnsServers", entry.dnsServers(), faults);
        if (!faults.isEmpty()) {
            return new Parsed(Optional.empty(), faults);
        }
        var bounds = bounds(start, end, subnet);
        if (bounds.isEmpty() || !prefixFits(bounds.get().first().family())) {
            return new Parsed(Optional.empty(), faults);
        }
        var settings =
                new RangeSettings(prefix(subnet), gateway, ownServers.isEmpty() ? defaults.dnsServers() : ownServers);
        return new Parsed(Optional.of(new PoolRange(bounds.get(), settings, reserved(bounds.get(), subnet, gateway))), faults);
    }

    private Optional<AddressRange> bounds(@Nullable Address start, @Nullable Address end, @Nullable Subnet subnet) {
        if (start == null && subnet == null) {
            return fault("", "has neither start nor subnet; give start and end, or a subnet");
        }
        var first = start != null ? start : afterWritten(subnet);
        if (first == null) {
            return fault(".subnet", subnet + " has no address after the one written; write a larger subnet or a start");
        }
        var last = end != null ? end : lastOf(first, subnet);
        if (last == null) {
            return fault(".end", "is missing; give an end, a subnet or a prefix");
        }
        if (last.family() != first.family()) {
            return fault(".end", last + " and " + first + " are of two families; use one pool entry for each family");
        }
        if (subnet != null && !subnet.contains(first)) {
            return fault(".start", first + " lies outside the subnet " + subnet);
        }
        if (subnet != null && !subnet.contains(last)) {
            return fault(".end", last + " lies outside the subnet " + subnet);
        }
        if (last.compareTo(first) < 0) {
            return fault(".end", last + " comes before the first address " + first + "; swap them");
        }
        return Optional.of(new AddressRange(first, last));
    }

    private static @Nullable Address afterWritten(@Nullable Subnet subnet) {
        if (subnet == null || subnet.address().equals(subnet.range().last())) {
            return null;
        }
        return subnet.address().next();
    }

    private @Nullable Address lastOf(Address first, @Nullable Subnet subnet) {
        if (subnet != null) {
            return subnet.range().last();
        }
        var prefix = prefix(null);
        return prefix == null || prefix > first.family().bits()
                ? null
                : new Subnet(first, prefix).range().last();
    }

    private @Nullable Integer prefix(@Nullable Subnet subnet) {
        if (isSet(entry.prefix())) {
            return entry.prefix();
        }
        if (isSet(defaults.prefix())) {
            return defaults.prefix();
        }
        return subnet == null ? null : Integer.valueOf(subnet.prefixLength());
    }

    /** The Go manager writes and reads a prefix that nobody has set as 0. */
    private static boolean isSet(@Nullable Integer prefix) {
        return prefix != null && prefix != 0;
    }

    private boolean prefixFits(Family family) {
        var prefix = prefix(null);
        if (prefix == null || (prefix >= 0 && prefix <= family.bits())) {
            return true;
        }
        var where = isSet(entry.prefix()) ? path + ".prefix" : "spec.prefix";
        faults.add(new SpecFault(where, prefix + " does not fit addresses of " + family.bits() + " bits"));
        return false;
    }

    private Set<Address> reserved(AddressRange range, @Nullable Subnet subnet, @Nullable Address gateway) {
        Set<Address> result = new HashSet<>();
        if (gateway != null) {
            result.add(gateway);
        }
        var network = subnet != null ? subnet : impliedNetwork(range);
        if (network != null
                && network.range().first().family() == Family.V4
                && network.prefixLength() < Family.V4.bits() - 1) {
            result.add(network.range().first());
            result.add(network.range().last());
        }
        return result;
    }

    /** Only where the prefix alone says where the range ends does it also say which address is the broadcast address. */
    private @Nullable Subnet impliedNetwork(AddressRange range) {
        var prefix = prefix(null);
        return entry.end() == null && prefix != null ? new Subnet(range.first(), prefix) : null;
    }

    private @Nullable Subnet subnet() {
        var text = entry.subnet();
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return Subnet.parse(text);
        } catch (IllegalArgumentException e) {
            faults.add(new SpecFault(path + ".subnet", String.valueOf(e.getMessage())));
            return null;
        }
    }

    private Optional<AddressRange> fault(String field, String message) {
        faults.add(new SpecFault(path + field, message));
        return Optional.empty();
    }

    /** An address, or null and a fault when the text is none, or null when there is no text. */
    static @Nullable Address address(String path, @Nullable String text, List<SpecFault> faults) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return Address.parse(text);
        } catch (IllegalArgumentException e) {
            faults.add(new SpecFault(path, String.valueOf(e.getMessage())));
            return null;
        }
    }

    /** The addresses in their one spelling, since the API server takes no other for some; those that are none are faults. */
    static List<String> addresses(String path, List<String> texts, List<SpecFault> faults) {
        var result = new ArrayList<String>();
        for (int i = 0; i < texts.size(); i++) {
            try {
                result.add(Address.parse(texts.get(i)).toString());
            } catch (IllegalArgumentException e) {
                faults.add(new SpecFault(path + "[" + i + "]", String.valueOf(e.getMessage())));
            }
        }
        return result;
    }
}
