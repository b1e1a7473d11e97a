package io.metal3.ipam;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Patience.within;
import static org.assertj.core.api.Assertions.assertThat;

/** Two managers in processes of their own, and claims that keep coming while the one that leads ends. */
@ExtendWith(SiteExtension.class)
class TakeoverIT {

    private static final String LEASE_NAME = "controller-leader-election-ipam-capm3";
    private static final Duration LEASE = Duration.ofSeconds(6);
    private static final Duration HANDOVER = Duration.ofSeconds(3);

    /** What a busy machine may add to a time that the terms of the election fix. */
    private static final Duration GRACE = Duration.ofSeconds(4);

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int MANY = 40;
    private static final int PAUSE_MILLIS = 20;

    /** How a JVM ends that was asked to, by the signal 15. */
    private static final int ENDED_BY_SIGNAL = 143;

    private final Site site;
    private final TestNamespace namespace;
    private final AtomicInteger made = new AtomicInteger();
    private final ScheduledExecutorService user = Executors.newSingleThreadScheduledExecutor();
    private final List<ChildProcess> processes = new ArrayList<>();

    @TempDir
    private Path folder;

    private ChildProcess leader;
    private Future<?> claims;

    TakeoverIT(Site site, TestNamespace namespace) {
        this.site = site;
        this.namespace = namespace;
    }

    @BeforeEach
    void prepare() throws IOException {
        namespace.create(aPool().range("10.0.0.1", "10.0.31.250"));
        leader = start("first");
        within(LONG, () -> assertThat(holder()).startsWith("first_"));
        var other = start("second");
        within(LONG, () -> assertThat(other.log()).contains("Standing for election"));
        claims = user.scheduleWithFixedDelay(this::ask, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        within(LONG, () -> assertThat(namespace.numbers()).hasSizeGreaterThan(MANY));
    }

    @AfterEach
    void end() {
        user.shutdownNow();
        processes.forEach(ChildProcess::close);
    }

    @Test
    void theOtherTakesOverWhenTheLeaseOfAKilledLeaderRunsOut() throws InterruptedException {
        leader.kill();
        var last = lease();

        within(LONG, () -> assertThat(holder()).startsWith("second_"));

        assertThat(Duration.between(last.getSpec().getRenewTime(), lease().getSpec().getAcquireTime()))
                .isBetween(LEASE, LEASE.plus(GRACE));
        everybodyIsServedOnce();
    }

    @Test
    void theOtherTakesOverAtOnceFromALeaderThatIsToldToEnd() throws InterruptedException {
        leader.terminate();

        within(HANDOVER, () -> assertThat(holder()).startsWith("second_"));

        assertThat(leader.awaitEnd()).isEqualTo(ENDED_BY_SIGNAL);
        everybodyIsServedOnce();
    }

    /** Those who came before, those who came while nobody led, and those who came after. */
    private void everybodyIsServedOnce() {
        var before = made.get();
        within(LONG, () -> assertThat(made.get()).isGreaterThan(before + MANY));
        // It would have ended at the first claim that could not be made.
        assertThat(claims.isDone()).isFalse();
        claims.cancel(false);
        within(LONG, () -> assertThat(namespace.numbers().keySet()).containsAll(names()));
        assertThat(new HashSet<>(namespace.numbers().values())).hasSameSizeAs(namespace.numbers().keySet());
    }

    private List<String> names() {
        var names = new ArrayList<String>();
        for (var i = 0; i < made.get(); i++) {
            names.add("claim-" + i);
        }
        return names;
    }

    private void ask() {
        namespace.create(aClaim("claim-" + made.get()));
        made.incrementAndGet();
    }

    private ChildProcess start(String host) throws IOException {
        var process = ChildProcess.start(
                site.plane(),
                folder,
                host,
                "--namespace=" + namespace.name(),
                "--leader-elect",
                "--leader-election-namespace=" + namespace.name(),
                "--leader-elect-lease-duration=" + LEASE.toSeconds() + "s",
                "--leader-elect-renew-deadline=4s",
                "--leader-elect-retry-period=1s");
        processes.add(process);
        return process;
    }

    private String holder() {
        var lease = site.admin().resources(Lease.class).inNamespace(namespace.name()).withName(LEASE_NAME).get();
        return lease == null ? "" : Objects.requireNonNullElse(lease.getSpec().getHolderIdentity(), "");
    }

    private Lease lease() {
        return site.admin().resources(Lease.class).inNamespace(namespace.name()).withName(LEASE_NAME).get();
    }
}
