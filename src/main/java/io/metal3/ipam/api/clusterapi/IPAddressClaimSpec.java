package io.metal3.ipam.api.clusterapi;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Which pool the claim asks.
 *
 * @param clusterName the Cluster it belongs to; clients of this manager leave it out and set a label instead
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IPAddressClaimSpec(@Nullable String clusterName, @Nullable TypedReference poolRef) {}
