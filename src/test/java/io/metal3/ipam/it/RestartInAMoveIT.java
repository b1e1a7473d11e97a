package io.metal3.ipam.it;

import io.metal3.ipam.testing.RunningManager;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.ADDRESS;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Kind.POOL;
import static io.metal3.ipam.testing.Patience.eventually;

/** The manager of the source side starts anew in the middle of a move, and does not know which addresses have been taken away. */
@ExtendWith(SiteExtension.class)
class RestartInAMoveIT {

    private final TestNamespace namespace;
    private final SourceSide source;
    private final RunningManager manager;

    RestartInAMoveIT(Site site, TestNamespace namespace) {
        this.namespace = namespace;
        source = new SourceSide(namespace);
        manager = site.manager(namespace);
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    @Test
    void aNumberThatWasMovedAwayIsGivenToNobodyButTheClaimThatHadIt() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));
        namespace.addressFor("a");
        namespace.create(aClaim("waits"));
        eventually(() -> assertThat(namespace.claim("waits")).isRefused("PoolExhausted"));

        manager.stop();
        source.takeAway(ADDRESS);
        manager.start();

        eventually(() -> assertThat(namespace.number("a")).isEqualTo("10.0.0.10"));
        source.takeAway(CLAIM, "a");
        namespace.settle();
        assertThat(namespace.claim("waits")).isRefused("PoolExhausted");
        assertThat(namespace.numbers()).containsOnlyKeys("a");

        source.takeAway(POOL, "pool");
        // As garbage collection does, once both owners are gone.
        namespace.delete(ADDRESS, "pool-10-0-0-10");
        eventually(() -> assertThat(namespace.find(ADDRESS, "pool-10-0-0-10")).isEmpty());
    }
}
