package io.metal3.ipam.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address and what a machine needs to use it.
 *
 * @param address the address
 * @param claim the claim that holds it
 * @param pool the pool it came from
 * @param prefix prefix length of its network
 * @param gateway gateway of its network
 * @param dnsServers name servers of its network
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IPAddressSpec(
        String address,
        ObjectReference claim,
        ObjectReference pool,
        @Nullable Integer prefix,
        @Nullable String gateway,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> dnsServers) {

    public IPAddressSpec {
        dnsServers = Copies.of(dnsServers);
    }
}
