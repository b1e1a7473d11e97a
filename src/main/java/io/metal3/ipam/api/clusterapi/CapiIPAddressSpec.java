package io.metal3.ipam.api.clusterapi;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An address with all that a machine needs to use it.
 *
 * @param prefix the length of the network prefix; Cluster API requires it, {@code 0} stands for not known
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CapiIPAddressSpec(
        @Nullable String address,
        @Nullable NameReference claimRef,
        @Nullable TypedReference poolRef,
        @Nullable Integer prefix,
        @Nullable String gateway) {}
