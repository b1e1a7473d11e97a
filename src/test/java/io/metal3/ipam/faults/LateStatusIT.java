package io.metal3.ipam.faults;

import io.metal3.ipam.testing.ManagerExtension;
import io.metal3.ipam.testing.TestNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.POOL;
import static io.metal3.ipam.testing.Patience.eventually;

/** A write may be held up on its way, until the one that was made after it has arrived. */
@ExtendWith(ManagerExtension.class)
class LateStatusIT {

    private final TestNamespace namespace;

    LateStatusIT(TestNamespace namespace) {
        this.namespace = namespace;
    }

    @Test
    void aPoolsCountsThatWereWrittenLateAreWrittenAnew() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        namespace.addressFor("claim");
        eventually(() -> assertThat(namespace.pool()).hasCounts(9, 8, 1, 0));

        namespace.patchStatus(POOL, "pool", "{\"status\": {\"allocated\": 2, \"availableIPCount\": 7}}");

        eventually(() -> assertThat(namespace.pool()).hasCounts(9, 8, 1, 0));
    }
}
