package io.metal3.ipam.faults;

import io.metal3.ipam.testing.IpamAssertions;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Kind.POOL;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.within;
import static org.assertj.core.api.Assertions.assertThat;

/** A connection may die without anybody being told, as when the machine in between is replaced. */
@ExtendWith(SiteExtension.class)
class DeadWatchIT {

    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** For each of two watches, one after the other, on a busy machine. */
    private static final Duration LONG = LIMIT.multipliedBy(10);

    private final Site site;
    private final TestNamespace namespace;

    DeadWatchIT(Site site, TestNamespace namespace) {
        this.site = site;
        this.namespace = namespace;
    }

    @Test
    void aWatchThatShowsNothingAnyMoreIsBegunAnew() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        try (var manager = ManagerBehind.serving(site, Site.USER, namespace, LIMIT)) {
            namespace.create(aClaim("before"));
            eventually(() -> assertThat(namespace.number("before")).isNotNull());

            manager.between().loseWatches(path -> true);
            namespace.create(aClaim("after"));

            within(LONG, () -> assertThat(namespace.number("after")).isNotNull());
        }
    }

    @Test
    void aPoolGoesThoughAClaimThatIsOutOfSightWasToGetANumberOfIt() {
        withAClaimOutOfSight(between -> {
            namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
            eventually(() -> IpamAssertions.assertThat(namespace.pool()).hasCounts(9, 8, 1, 0));

            namespace.delete(POOL, "pool");

            eventually(() -> assertThat(namespace.find(POOL, "pool")).isEmpty());
        });
    }

    @Test
    void whatIsRefusedForAVersionThatIsOutOfSightIsTriedEverMoreRarely() {
        var tries = new ConcurrentLinkedQueue<Instant>();
        withAClaimOutOfSight(between -> {
            between.hold(call -> {
                if (call.isWrite() && call.path().endsWith("/ipclaims/claim/status")) {
                    tries.add(Instant.now());
                }
                return false;
            });

            namespace.create(aPool());

            eventually(() -> assertThat(tries).hasSizeGreaterThanOrEqualTo(5));
            var times = List.copyOf(tries);
            assertThat(times.get(4)).isAfterOrEqualTo(times.get(3).plusMillis(8 * 100));
        });
    }

    /** Beside a manager that has told the claim that there is no pool, and has not been shown that it has changed since. */
    private void withAClaimOutOfSight(Consumer<FaultyApiServer> test) {
        namespace.create(aClaim("claim"));
        try (var manager = ManagerBehind.serving(site, namespace)) {
            eventually(() -> IpamAssertions.assertThat(namespace.claim("claim")).isWaiting("PoolNotFound"));
            manager.between().loseWatches(path -> path.endsWith("/ipclaims"));
            namespace.annotate(CLAIM, "claim", "example.com/changed", "unseen");

            test.accept(manager.between());
        }
    }
}
