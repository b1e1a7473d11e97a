package io.metal3.ipam.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.ObjectReference;

/**
 * What a claim asks for.
 *
 * @param pool the IPPool to take an address from, by name; its namespace is the claim's
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IPClaimSpec(ObjectReference pool) {}
