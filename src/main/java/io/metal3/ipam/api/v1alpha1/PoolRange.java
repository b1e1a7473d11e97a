package io.metal3.ipam.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code spec.pools}: a range of addresses of one family.
 *
 * @param start first address to hand out; none: the one after the address written in {@code subnet}
 * @param end last address to hand out; none: the last of {@code subnet}
 * @param subnet bounds of the range, as address and prefix length
 * @param prefix prefix length of the addresses; none: the pool's
 * @param gateway gateway of the addresses; none: the pool's
 * @param dnsServers name servers of the addresses; none: the pool's
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PoolRange(
        @Nullable String start,
        @Nullable String end,
        @Nullable String subnet,
        @Nullable Integer prefix,
        @Nullable String gateway,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> dnsServers) {

    public PoolRange {
        dnsServers = Copies.of(dnsServers);
    }
}
