package io.metal3.ipam;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpecBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.testing.Kind;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Builders.anAddress;
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
    void strandsNoAddressInUseWhoeverIsAsked() {
        namespace.create(anAddress("10.0.0.150").heldBy("router"));
        try (var client = new KubernetesClientBuilder().withConfig(site.plane().adminConfig()).build();
                var standby = new Manager(client, Settings.defaults().inNamespace(namespace.name()))) {
            standby.list();
            var before = namespace.pool();
            var now = aPool().range("10.0.0.1", "10.0.0.100").in(namespace.name());

            var answer = standby.admission().answer("/validate-ipam-metal3-io-v1alpha1-ippool", update(before, now));

            assertThat(answer.body()).contains("\"allowed\":false", "10.0.0.150 (IPClaim router)");
        }
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

    private byte[] update(IPPool before, IPPool now) {
        var request = Map.of("uid", "1", "operation", "UPDATE", "object", now, "oldObject", before);
        return site.admin()
                .getKubernetesSerialization()
                .asJson(Map.of("apiVersion", "admission.k8s.io/v1", "kind", "AdmissionReview", "request", request))
                .getBytes(StandardCharsets.UTF_8);
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
