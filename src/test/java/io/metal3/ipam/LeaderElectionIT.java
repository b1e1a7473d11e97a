package io.metal3.ipam;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpecBuilder;
import io.metal3.ipam.testing.Kind;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.throughout;
import static io.metal3.ipam.testing.Patience.within;
import static org.assertj.core.api.Assertions.assertThat;

/** Two managers, one Lease. */
@ExtendWith(SiteExtension.class)
class LeaderElectionIT {

    private static final String LEASE = "controller-leader-election-ipam-capm3";

    private final Site site;
    private final TestNamespace namespace;
    private final List<TestProcess> processes = new ArrayList<>();

    LeaderElectionIT(Site site, TestNamespace namespace) {
        this.site = site;
        this.namespace = namespace;
    }

    @AfterEach
    void stop() {
        processes.forEach(TestProcess::close);
    }

    @BeforeEach
    void prepare() throws IOException {
        TestProcess.grantLeases(site, namespace.name());
        namespace.create(aPool().range("10.0.0.1", "10.0.0.200"));
    }

    @Test
    void handsOverAtOnceWhenTheLeaderStopsAndGivesNoAddressTwice() {
        var first = start();
        var second = start();
        for (int i = 0; i < 30; i++) {
            namespace.create(aClaim("before-" + i));
        }
        eventually(() -> assertThat(namespace.numbers()).hasSize(30));
        var holder = holder();

        first.close();
        namespace.create(aClaim("after"));

        within(Duration.ofSeconds(3), () -> assertThat(namespace.numbers()).containsKey("after"));
        assertThat(holder()).isNotEqualTo(holder).isNotNull();
        for (int i = 0; i < 30; i++) {
            namespace.create(aClaim("later-" + i));
        }
        eventually(() -> assertThat(namespace.numbers()).hasSize(61));
        assertThat(new HashSet<>(namespace.numbers().values())).hasSize(61);
        second.close();
        assertThat(holder()).isNull();
    }

    @Test
    void servesWhatChangedWhileItStoodBy() {
        var first = start();
        start();
        assertThat(namespace.addressFor("a")).isEqualTo("10.0.0.1");
        assertThat(namespace.addressFor("b")).isEqualTo("10.0.0.2");
        namespace.create(aClaim("kept").withFinalizer("test.example.com/keep"));
        eventually(() -> assertThat(namespace.numbers()).hasSize(3));
        namespace.delete(Kind.CLAIM, "kept");

        first.close();
        eventually(() -> assertThat(holder()).isNotNull());
        namespace.removeFinalizer(Kind.CLAIM, "kept", "test.example.com/keep");
        namespace.delete(Kind.CLAIM, "a");

        eventually(() -> assertThat(namespace.numbers()).containsOnlyKeys("b"));
        assertThat(namespace.addressFor("c")).isEqualTo("10.0.0.1");
    }

    @Test
    void standsByWhileAnotherHoldsTheLeaseAndTakesItWhenItRunsOut() {
        takeLeaseFor("somebody", 3);
        start();
        namespace.create(aClaim("a"));
        throughout(Duration.ofSeconds(1), () -> assertThat(namespace.numbers()).isEmpty());

        eventually(() -> assertThat(namespace.numbers()).containsKey("a"));
    }

    @Test
    void stopsWritingWhenTheLeaseIsTakenAway() {
        var process = start();
        assertThat(namespace.addressFor("a")).isEqualTo("10.0.0.1");

        takeLeaseFor("somebody", 60);

        eventually(() -> assertThat(process.hasLost()).isTrue());
        namespace.create(aClaim("b"));
        throughout(Duration.ofSeconds(1), () -> assertThat(namespace.numbers()).containsOnlyKeys("a"));
        process.close();
        assertThat(holder()).isEqualTo("somebody");
    }

    @CanIgnoreReturnValue
    private TestProcess start() {
        var process = TestProcess.start(
                site,
                "--namespace=" + namespace.name(),
                "--leader-elect",
                "--leader-election-namespace=" + namespace.name(),
                "--leader-elect-retry-period=1s");
        processes.add(process);
        return process;
    }

    private String holder() {
        return lease().getSpec().getHolderIdentity();
    }

    private Lease lease() {
        return site.admin().resources(Lease.class).inNamespace(namespace.name()).withName(LEASE).get();
    }

    private void takeLeaseFor(String somebody, int seconds) {
        var leases = site.admin().resources(Lease.class).inNamespace(namespace.name());
        if (leases.withName(LEASE).get() == null) {
            leases.resource(new LeaseBuilder()
                            .withNewMetadata()
                            .withName(LEASE)
                            .endMetadata()
                            .build())
                    .create();
        }
        leases.withName(LEASE).edit(lease -> {
            lease.setSpec(new LeaseSpecBuilder()
                    .withHolderIdentity(somebody)
                    .withLeaseDurationSeconds(seconds)
                    .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                    .build());
            return lease;
        });
    }
}
