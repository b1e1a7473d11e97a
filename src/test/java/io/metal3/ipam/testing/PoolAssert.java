package io.metal3.ipam.testing;

import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.api.v1alpha1.IPPoolStatus;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** What can be said of a pool. */
public final class PoolAssert extends ObjectAssert<PoolAssert, IPPool> {

    PoolAssert(IPPool actual) {
        super(actual, PoolAssert.class);
    }

    public PoolAssert isReady() {
        hasCondition(status().conditions(), "True", "Ready");
        return this;
    }

    /** It is in order, and has nothing left. */
    public PoolAssert isExhausted() {
        hasCondition(status().conditions(), "True", "Exhausted");
        return this;
    }

    public PoolAssert isNotReady(String reason) {
        hasCondition(status().conditions(), "False", reason);
        return this;
    }

    /** What the Ready condition says to people. */
    public PoolAssert says(String... parts) {
        Assertions.assertThat(status().conditions()).as("conditions of %s", descriptionText()).isNotEmpty();
        Assertions.assertThat(status().conditions().getFirst().getMessage())
                .as("message of %s", descriptionText())
                .contains(parts);
        return this;
    }

    /** Exactly these addresses are listed, as claim name to number. */
    public PoolAssert lists(Map<String, String> indexes) {
        Assertions.assertThat(status().indexes()).as("indexes of %s", descriptionText()).isEqualTo(indexes);
        return this;
    }

    public PoolAssert hasCounts(long capacity, long free, long allocated, long waiting) {
        var status = status();
        Assertions.assertThat(List.of(
                        orMinusOne(status.capacity()),
                        orMinusOne(status.availableIPCount()),
                        orMinusOne(status.allocated()),
                        orMinusOne(status.waiting())))
                .as("capacity, free, allocated and waiting of %s", descriptionText())
                .containsExactly(capacity, free, allocated, waiting);
        return this;
    }

    private IPPoolStatus status() {
        var status = actual.getStatus();
        return status == null ? new IPPoolStatus(null, Map.of(), null, null, null, null, null, List.of()) : status;
    }

    private static long orMinusOne(@Nullable Long count) {
        return count == null ? -1 : count;
    }
}
