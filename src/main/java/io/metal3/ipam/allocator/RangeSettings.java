package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an address of a range comes with. The allocator hands it on and decides nothing by it.
 *
 * @param prefix the prefix length of the network
 * @param gateway the way out of it; an address of either family
 * @param dnsServers in the order of preference
 */
public record RangeSettings(@Nullable Integer prefix, @Nullable Address gateway, List<String> dnsServers) {

    public RangeSettings {
        dnsServers = List.copyOf(dnsServers);
    }
}
