package io.metal3.ipam.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pool hands out.
 *
 * @param clusterName the Cluster the pool belongs to; none: the pool stands alone
 * @param namePrefix begins the name of every IPAddress; pools of one namespace that share it share one book of addresses
 * @param pools the ranges, used up in this order
 * @param prefix prefix length for ranges without their own
 * @param gateway gateway for ranges without their own
 * @param dnsServers name servers for ranges without their own
 * @param preAllocations address promised to the claim of that name, whether or not the claim exists
 * @param allocationStrategy {@code sequential} or {@code random}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IPPoolSpec(
        @Nullable String clusterName,
        String namePrefix,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PoolRange> pools,
        @Nullable Integer prefix,
        @Nullable String gateway,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> dnsServers,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> preAllocations,
        @Nullable String allocationStrategy) {

    /** What a pool without a spec is: it gives nothing. */
    public static final IPPoolSpec EMPTY = new IPPoolSpec(null, "", List.of(), null, null, List.of(), Map.of(), null);

    public IPPoolSpec {
        pools = Copies.of(pools);
        dnsServers = Copies.of(dnsServers);
        preAllocations = Copies.of(preAllocations);
    }
}
