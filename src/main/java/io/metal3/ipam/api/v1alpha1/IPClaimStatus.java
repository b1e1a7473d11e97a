package io.metal3.ipam.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectReference;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a claim.
 *
 * @param address the IPAddress it holds
 * @param errorMessage why it has none. Clients take the mere presence of this field for a failure, so it is absent, not empty,
 *     once there is an address
 * @param conditions Ready
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IPClaimStatus(
        @Nullable ObjectReference address,
        @Nullable String errorMessage,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Condition> conditions) {

    public IPClaimStatus {
        conditions = Copies.of(conditions);
    }
}
