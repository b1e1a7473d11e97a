package io.metal3.ipam.webhook;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperations;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.RuleWithOperationsBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfigBuilder;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A real API server that asks a real manager. On a control plane of its own: no other test is to hang on webhooks that go away with
 * this one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionIT {

    private static final List<String> PLURALS = List.of("ippools", "ipclaims", "ipaddresses");

    private ControlPlane plane;
    private Site site;
    private KubernetesClient client;
    private Manager manager;
    private AdmissionServer server;
    private TestNamespace namespace;

    @BeforeAll
    void start(@TempDir(cleanup = CleanupMode.NEVER) Path scratch) throws Exception {
        plane = ControlPlanes.open(Purpose.TEST);
        site = Site.on(plane);
        var folder = Files.createDirectory(scratch.resolve("certs"));
        var pair = Certificates.make(scratch, "admission");
        Certificates.mount(folder, pair);
        client = new KubernetesClientBuilder().withConfig(plane.adminConfig()).build();
        manager = new Manager(client, Settings.defaults());
        server = AdmissionServer.startIfCertified(manager.admission(), AdmissionServer.Options.of(0, folder)).orElseThrow();
        manager.start();
        register(pair);
    }

    @BeforeEach
    void moveToFreshNamespace() {
        namespace = site.namespace();
        // The API server takes up a new webhook a moment after it is made.
        Patience.eventually(() -> assertThatThrownBy(() -> namespace.create(unheardOf())).hasMessageContaining("denied"));
    }

    @AfterAll
    void stop() {
        site.admin().admissionRegistration().v1().validatingWebhookConfigurations().withName("ipam").delete();
        site.admin().admissionRegistration().v1().mutatingWebhookConfigurations().withName("ipam").delete();
        server.close();
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
        assertThatThrownBy(() -> namespace.create(unheardOf()))
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
        var moved = unheardOf().in(namespace.name());
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

    /** What only the webhook refuses: the schema cannot compare a promise with the ranges. */
    private static PoolBuilder unheardOf() {
        return aPool("unheard-of").range("10.0.0.1", "10.0.0.9").preAllocation("a", "10.0.0.77");
    }

    private void register(Certificates.Pair pair) {
        var validating = new ValidatingWebhookConfigurationBuilder().withNewMetadata().withName("ipam").endMetadata();
        var mutating = new MutatingWebhookConfigurationBuilder().withNewMetadata().withName("ipam").endMetadata();
        for (var plural : PLURALS) {
            var kind = kind(plural);
            validating = validating
                    .addNewWebhook()
                    .withName("validation." + kind + ".ipam.metal3.io")
                    .withAdmissionReviewVersions("v1")
                    .withSideEffects("None")
                    .withFailurePolicy("Fail")
                    .withRules(rule(plural, "CREATE", "UPDATE", "DELETE"))
                    .withClientConfig(at("/validate-ipam-metal3-io-v1alpha1-" + kind, pair))
                    .endWebhook();
            mutating = mutating
                    .addNewWebhook()
                    .withName("default." + kind + ".ipam.metal3.io")
                    .withAdmissionReviewVersions("v1")
                    .withSideEffects("None")
                    .withFailurePolicy("Fail")
                    .withRules(rule(plural, "CREATE"))
                    .withClientConfig(at("/mutate-ipam-metal3-io-v1alpha1-" + kind, pair))
                    .endWebhook();
        }
        site.admin().resource(validating.build()).create();
        site.admin().resource(mutating.build()).create();
    }

    private static String kind(String plural) {
        return plural.equals("ipaddresses") ? "ipaddress" : plural.substring(0, plural.length() - 1);
    }

    private static RuleWithOperations rule(String plural, String... operations) {
        return new RuleWithOperationsBuilder()
                .withApiGroups(MetadataKeys.GROUP)
                .withApiVersions(MetadataKeys.VERSION)
                .withResources(plural)
                .withOperations(operations)
                .build();
    }

    private WebhookClientConfig at(String path, Certificates.Pair pair) {
        var bundle = Base64.getEncoder().encodeToString(pair.certificate().getBytes(StandardCharsets.UTF_8));
        return new WebhookClientConfigBuilder()
                .withUrl("https://127.0.0.1:" + server.port() + path)
                .withCaBundle(bundle)
                .build();
    }
}
