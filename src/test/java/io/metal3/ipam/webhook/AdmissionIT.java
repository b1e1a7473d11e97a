package io.metal3.ipam.webhook;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.Manager;
import io.metal3.ipam.Settings;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.controlplane.ControlPlane;
import io.metal3.ipam.controlplane.ControlPlanes;
import io.metal3.ipam.controlplane.Purpose;
import io.metal3.ipam.testing.Kind;
import io.metal3.ipam.testing.Patience;
import io.metal3.ipam.testing.PoolBuilder;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.TestNamespace;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Builders.anAddress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A real API server that asks a real manager. On a control plane of its own: no other test is to hang on webhooks that go away with
 * this one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionIT {

    private ControlPlane plane;
    private Site site;
    private KubernetesClient client;
    private Manager manager;
    private RegisteredAdmission admission;
    private TestNamespace namespace;

    @BeforeAll
    void start() {
        plane = ControlPlanes.open(Purpose.TEST);
        site = Site.on(plane);
        client = new KubernetesClientBuilder().withConfig(plane.adminConfig()).build();
        manager = new Manager(client, Settings.defaults());
        manager.start();
        admission = RegisteredAdmission.of(manager.admission(), site);
    }

    @BeforeEach
    void moveToFreshNamespace() {
        namespace = site.namespace();
    }

    @AfterAll
    void stop() {
        admission.close();
        manager.close();
        client.close();
        site.close();
        plane.close();
    }

    static Stream<PoolBuilder> bad() {
        return Stream.of(
                aPool("end-before-start").range("10.0.0.20", "10.0.0.10"),
                aPool("end-before-start-6").range("fd01::1", "fd00::ffff"),
                aPool("promised-outside").range("10.0.0.1", "10.0.0.9").preAllocation("a", "10.0.0.77"),
                aPool("promised-twice").range("10.0.0.1", "10.0.0.9").preAllocation("a", "10.0.0.7").preAllocation("b", "10.0.0.7"),
                aPool("no-end").range("10.0.0.1", null),
                aPool("two-families").range("10.0.0.1", "fd00::1"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void badPoolsAreRefused(PoolBuilder pool) {
        assertThatThrownBy(() -> namespace.create(pool))
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(422));
    }

    @Test
    void aRefusalNamesTheField() {
        assertThatThrownBy(() -> namespace.create(RegisteredAdmission.unheardOf()))
                .isInstanceOfSatisfying(KubernetesClientException.class, e -> {
                    assertThat(e.getCode()).isEqualTo(422);
                    assertThat(e.getStatus().getReason()).isEqualTo("Invalid");
                    assertThat(e.getStatus().getDetails().getCauses())
                            .singleElement()
                            .satisfies(c -> assertThat(c.getField()).isEqualTo("spec.preAllocations[a]"));
                });
    }

    @Test
    void immutableFields() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        namespace.addressFor("a");
        var address = namespace.addressOf("a").getMetadata().getName();

        for (Runnable change : List.<Runnable>of(
                () -> namespace.patch(Kind.CLAIM, "a", "{\"spec\": {\"pool\": {\"name\": \"pool2\"}}}"),
                () -> namespace.patch(Kind.ADDRESS, address, "{\"spec\": {\"address\": \"10.0.0.9\"}}"),
                () -> namespace.patch(Kind.POOL, "pool", "{\"spec\": {\"namePrefix\": \"other\"}}"))) {
            assertThatThrownBy(change::run)
                    .isInstanceOfSatisfying(KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(422));
        }
    }

    @Test
    void shrinkingBelowAddressesInUseIsRefused() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        namespace.addressFor(aClaim("a").requesting("10.0.0.19"));

        assertThatThrownBy(() -> namespace.change(aPool().range("10.0.0.10", "10.0.0.12")))
                .hasMessageContaining("10.0.0.19 (IPClaim a)");
        namespace.change(aPool().range("10.0.0.15", "10.0.0.25"));
    }

    @Test
    void aMovedPoolWithAnOldFaultIsLetIn() {
        var moved = RegisteredAdmission.unheardOf().in(namespace.name());
        moved.getMetadata().setFinalizers(List.of(MetadataKeys.POOL_FINALIZER));

        var pools = site.admin().resources(IPPool.class).inNamespace(namespace.name());
        pools.resource(moved).create();
        var verdict = manager.admission().answer(
                AdmissionHandlerTest.VALIDATE,
                Reviews.create(moved).getBytes(StandardCharsets.UTF_8));

        assertThat(verdict.body()).contains("\"warnings\":[\"spec.preAllocations[a]: 10.0.0.77 lies in no range");
        namespace.patch(Kind.POOL, moved.getMetadata().getName(), "{\"spec\": {\"clusterName\": \"c\"}}");
    }

    @Test
    void aNewClaimComesWithItsFinalizerAndIsServed() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        var created = namespace.create(aClaim("a"));

        assertThat(created.getMetadata().getFinalizers()).containsExactly(MetadataKeys.CLAIM_FINALIZER);
        Patience.eventually(() -> assertThat(namespace.number("a")).isEqualTo("10.0.0.1"));
        namespace.delete(Kind.CLAIM, "a");
        Patience.eventually(() -> assertThat(namespace.find(Kind.CLAIM, "a")).isEmpty());
    }

    /** Two questions in the life of a claim: each would hold up a write, and fail it while no manager answers. */
    @Test
    void nobodyIsAskedAboutWhatIsLetInAnyway() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        var hooks = List.of("default.ipclaim", "validation.ipclaim", "default.ipaddress", "validation.ipaddress");
        var before = hooks.stream().map(this::questions).toList();

        namespace.addressFor("a");
        namespace.delete(Kind.CLAIM, "a");
        Patience.eventually(() -> assertThat(namespace.find(Kind.CLAIM, "a")).isEmpty());

        var asked = new ArrayList<Long>();
        for (int i = 0; i < hooks.size(); i++) {
            asked.add(questions(hooks.get(i)) - before.get(i));
        }
        assertThat(asked).containsExactly(1L, 1L, 0L, 0L);
    }

    @Test
    void anAddressByHandIsAskedAbout() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        namespace.addressFor("a");

        assertThatThrownBy(() -> namespace.create(anAddress("10.0.0.1").heldBy("b")))
                .hasMessageContaining("10.0.0.1 is held by IPClaim a");
        var before = questions("validation.ipaddress");
        namespace.create(anAddress("10.0.0.1").named("moved").heldBy("b").withOurFinalizer());
        assertThat(questions("validation.ipaddress")).isEqualTo(before);
    }

    @Test
    void aClaimThatWishesForSomethingElseIsAskedAbout() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        namespace.create(aClaim("a").paused());
        var before = questions("validation.ipclaim");

        namespace.annotate(Kind.CLAIM, "a", "example.com/note", "nothing to us");
        assertThat(questions("validation.ipclaim")).isEqualTo(before);
        namespace.annotate(Kind.CLAIM, "a", MetadataKeys.REQUESTED_ADDRESS_ANNOTATION, "no-address");
        assertThat(questions("validation.ipclaim")).isEqualTo(before + 1);
    }

    /** How often the API server has asked the webhook of this name, as it counts itself. */
    private long questions(String webhook) {
        return site.admin()
                .raw("/metrics")
                .lines()
                .filter(line -> line.startsWith("apiserver_admission_webhook_request_total{")
                        && line.contains("name=\"" + webhook + ".ipam.metal3.io\""))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
