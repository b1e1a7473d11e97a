package io.metal3.ipam.api.clusterapi;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which IPAddress answers the claim, or why none does.
 *
 * @param deprecated conditions in the older form, which Cluster API's conversion keeps there; handed through
 * @param v1beta2 conditions in the newer form, which Cluster API's conversion keeps there; handed through
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IPAddressClaimStatus(
        @Nullable NameReference addressRef,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Condition> conditions,
        @Nullable Map<String, Object> deprecated,
        @Nullable Map<String, Object> v1beta2) {

    public IPAddressClaimStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
