package io.metal3.ipam.pool;

import io.metal3.ipam.api.v1alpha1.IPPoolSpec;
import io.metal3.ipam.api.v1alpha1.PoolRange;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.ip.Family;
import io.metal3.ipam.ip.Subnet;
import io.metal3.ipam.webhook.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All that is wrong with the spec of an IPPool by itself: what the parser finds, and what it can live with but nobody should. */
final class PoolRules {

    private static final String RANGES = "spec.pools";

    private PoolRules() {}

    /** A pool without ranges is none of it: it may get them later. */
    static List<FieldError> faults(IPPoolSpec spec, PoolParser.Parsed parsed) {
        var result = new ArrayList<FieldError>();
        parsed.faults().stream()
                .filter(fault -> !(fault.path().equals(RANGES) && spec.pools().isEmpty()))
                .forEach(fault -> result.add(new FieldError(fault.path(), fault.message())));
        for (int i = 0; i < spec.pools().size(); i++) {
            mixed(RANGES + "[" + i + "]", spec.pools().get(i)).ifPresent(result::add);
        }
        return result;
    }

    /** The parser tells of start, end and subnet; a gateway of the other family would be written to machines as it is. */
    private static Optional<FieldError> mixed(String path, PoolRange entry) {
        var gateway = family(entry.gateway());
        var own = Stream.of(family(entry.start()), family(subnetAddress(entry)))
                .flatMap(Optional::stream)
                .findFirst();
        return gateway.isPresent() && own.isPresent() && !gateway.equals(own)
                ? Optional.of(new FieldError(
                        path + ".gateway", entry.gateway() + " is of another family than the range; use one of the same"))
                : Optional.empty();
    }

    private static @Nullable String subnetAddress(PoolRange entry) {
        try {
            return entry.subnet() == null ? null : Subnet.parse(entry.subnet()).address().toString();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static Optional<Family> family(@Nullable String address) {
        try {
            return address == null || address.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Address.parse(address).family());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
