package io.metal3.ipam.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a pool. Nothing in it is needed to work on: it may be dropped at any time and is made anew.
 *
 * @param lastUpdated when the status last changed, RFC 3339
 * @param indexes claim name to address, for every address held
 * @param capacity how many addresses can be handed out at all, held or not
 * @param availableIPCount how many of them any claim may get now; absent where {@code capacityOverflow} is true
 * @param capacityOverflow whether {@code capacity} is too large for its field
 * @param allocated how many IPAddress objects, of either kind, the pool has
 * @param waiting how many claims wait for an address
 * @param conditions Ready
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IPPoolStatus(
        @Nullable String lastUpdated,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> indexes,
        @Nullable Long capacity,
        @Nullable Long availableIPCount,
        @Nullable Boolean capacityOverflow,
        @Nullable Long allocated,
        @Nullable Long waiting,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Condition> conditions) {

    public IPPoolStatus {
        indexes = Copies.of(indexes);
        conditions = Copies.of(conditions);
    }
}
