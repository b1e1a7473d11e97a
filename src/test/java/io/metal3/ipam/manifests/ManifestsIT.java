package io.metal3.ipam.manifests;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.metal3.ipam.Manager;
import io.metal3.ipam.Settings;
import io.metal3.ipam.controlplane.ControlPlane;
import io.metal3.ipam.controlplane.ControlPlanes;
import io.metal3.ipam.controlplane.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The installation on a real API server: it is taken without a complaint, and its rights are what the manager needs.
 *
 * <p>On a control plane of its own, because it installs webhooks that nobody serves.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ManifestsIT {

    private static final Path CONFIG = Path.of("config").toAbsolutePath();
    private static final Path STAND_INS = Path.of("src", "test", "resources");
    private static final String MANAGER = "system:serviceaccount:metal3-ipam-system:ipam-manager";
    private static final Duration SOON = Duration.ofSeconds(30);

    /** Rights that a claim's life in this test does not use, and why they are there. */
    private static final Map<String, String> UNUSED_HERE = Map.ofEntries(
            Map.entry("delete ippools.ipam.metal3.io", "to set owners, under OwnerReferencesPermissionEnforcement"),
            Map.entry("update ippools/finalizers.ipam.metal3.io", "blockOwnerDeletion, under the same plugin"),
            Map.entry("update ipclaims/finalizers.ipam.metal3.io", "blockOwnerDeletion, under the same plugin"),
            Map.entry(
                    "update ipaddressclaims/finalizers.ipam.cluster.x-k8s.io",
                    "blockOwnerDeletion, under the same plugin"),
            Map.entry("get ipclaims.ipam.metal3.io", "a fresh read, after a write that was refused or whose outcome is not known"),
            Map.entry("get ipaddresses.ipam.metal3.io", "a fresh read, after a write that was refused or whose outcome is not known"),
            Map.entry("get ipaddressclaims.ipam.cluster.x-k8s.io", "a fresh read, after a write that was refused or whose outcome is not known"),
            Map.entry("get ipaddresses.ipam.cluster.x-k8s.io", "a fresh read, after a write that was refused or whose outcome is not known"),
            Map.entry("create tokenreviews.authentication.k8s.io", "who reads the metrics; Manager alone serves none"),
            Map.entry("create subjectaccessreviews.authorization.k8s.io", "whether he may; Manager alone serves none"));

    private final Recorder installing = new Recorder();
    private final Recorder working = new Recorder();

    private ControlPlane plane;
    private KubernetesClient admin;

    @BeforeAll
    void install() {
        Assumptions.assumeTrue(
                System.getProperty("controlplane.kubeconfig", "").isBlank(),
                "not on a cluster that is somebody's: this installs, and takes away, the webhooks");
        plane = ControlPlanes.open(Purpose.TEST);
        plane.installCrds(STAND_INS.resolve("manifests"), STAND_INS.resolve("crds"));
        admin = installing.client(plane.adminConfig());
        Kustomize.build(CONFIG.resolve("default")).forEach(this::apply);
    }

    @AfterAll
    void end() {
        if (plane != null) {
            admin.close();
            plane.close();
        }
    }

    @Test
    @Order(1)
    void isTakenTwiceWithoutAWarning() {
        Kustomize.build(CONFIG.resolve("default")).forEach(this::apply);

        assertThat(installing.warnings()).isEmpty();
    }

    @Test
    @Order(2)
    void runsPodsThatTheStrictestProfileAdmits() {
        var namespace = admin.namespaces().withName("metal3-ipam-system").get();
        assertThat(namespace.getMetadata().getLabels())
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
        var deployment = admin.apps()
                .deployments()
                .inNamespace("metal3-ipam-system")
                .withName("ipam-controller-manager")
                .get();
        var pod = new Pod();
        pod.setMetadata(deployment.getSpec().getTemplate().getMetadata());
        pod.getMetadata().setName("one-of-its-pods");
        pod.getMetadata().setNamespace("metal3-ipam-system");
        pod.setSpec(deployment.getSpec().getTemplate().getSpec());

        assertThat(admin.resource(pod).dryRun().create().getSpec().getContainers())
                .singleElement()
                .satisfies(container -> assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                        .isTrue());
        assertThat(installing.warnings()).isEmpty();
    }

    @Test
    @Order(3)
    void servesClaimsWithTheRightsOfItsRoleAndNoOther() throws IOException {
        removeWebhooks();
        try (var client = working.client(plane.configFor(MANAGER));
                var manager = new Manager(client, Settings.defaults())) {
            manager.start();
            live("life-in-all");
        }

        assertThat(working.forbidden()).isEmpty();
        // The names of the finalizers are older than this advice, and others look for them.
        assertThat(working.warnings()).allMatch(warning -> warning.contains("prefer a domain-qualified finalizer name"));
    }

    @Test
    @Order(4)
    void hasNoRightThatItDoesNotUse() {
        var role = Kustomize.build(CONFIG.resolve("default")).stream()
                .filter(object -> object.getKind().equals("ClusterRole"))
                .findFirst()
                .orElseThrow();
        var unused = new TreeSet<>(Rights.of(role));
        unused.removeAll(working.asked());

        assertThat(unused).isSubsetOf(UNUSED_HERE.keySet());
    }

    @Test
    @Order(5)
    void servesOneNamespaceWithTheRightsOfTheNarrowRole(@TempDir Path folder) throws IOException {
        admin.rbac().clusterRoleBindings().withName("ipam-manager-rolebinding").delete();
        admin.rbac().clusterRoles().withName("ipam-manager-role").delete();
        createNamespace("metal3");
        Files.writeString(
                folder.resolve("kustomization.yaml"),
                "resources: [%s]\ncomponents: [%s, %s]\n"
                        .formatted(
                                relative(folder, "default"),
                                relative(folder, "rbac/namespaced"),
                                relative(folder, "network-policy")));
        Kustomize.build(folder).forEach(this::apply);
        removeWebhooks();

        var narrow = new Recorder();
        try (var client = narrow.client(plane.configFor(MANAGER));
                var manager = new Manager(client, Settings.defaults().inNamespace("metal3"))) {
            manager.start();
            live("metal3");
        }

        assertThat(narrow.forbidden()).isEmpty();
        assertThat(installing.warnings()).isEmpty();
    }

    /** From nothing to addresses, and back to nothing. */
    private void live(String namespace) throws IOException {
        createNamespace(namespace);
        var objects = documents(STAND_INS.resolve("manifests/life.yaml"));
        var created = new ArrayList<GenericKubernetesResource>();
        for (var object : objects) {
            created.add(admin.resource(object).inNamespace(namespace).create());
        }
        Awaitility.await("all claims have their addresses").atMost(SOON).untilAsserted(() -> {
            assertThat(Arrays.asList(
                            read(created, "IPClaim", "till").<String>get("status", "address", "name"),
                            read(created, "IPAddressClaim", "printer").<String>get("status", "addressRef", "name")))
                    .containsExactlyInAnyOrder("racks-10-20-0-10", "racks-10-20-0-11");
            assertThat(read(created, "IPClaim", "scale").<String>get("status", "address", "name"))
                    .isEqualTo("bench-10-21-0-10");
            assertThat(read(created, "IPPool", "racks").<Map<String, Object>>get("status", "indexes"))
                    .hasSize(2);
            assertThat(admin.v1().events().inNamespace(namespace).list().getItems()).isNotEmpty();
        });

        var cluster = created.removeFirst();
        created.reversed().forEach(object -> admin.resource(object).delete());
        Awaitility.await("all is gone").atMost(SOON).untilAsserted(() -> assertThat(created)
                .allSatisfy(object -> assertThat(admin.resource(object).get()).isNull()));
        admin.resource(cluster).delete();
    }

    private GenericKubernetesResource read(List<GenericKubernetesResource> objects, String kind, String name) {
        return admin.resource(objects.stream()
                        .filter(object -> object.getKind().equals(kind)
                                && object.getMetadata().getName().equals(name))
                        .findFirst()
                        .orElseThrow())
                .get();
    }

    private static List<GenericKubernetesResource> documents(Path file) throws IOException {
        var serialization = new KubernetesSerialization();
        return Stream.of(Files.readString(file).split("(?m)^---\\s*$", -1))
                .map(document -> serialization.unmarshal(document, GenericKubernetesResource.class))
                .toList();
    }

    /** As kubectl apply --server-side does: an unknown or misspelt field is an error. */
    private void apply(GenericKubernetesResource object) {
        admin.resource(object).fieldManager("installer").forceConflicts().serverSideApply();
    }

    private void createNamespace(String name) {
        var namespace = new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build();
        if (admin.namespaces().withName(name).get() == null) {
            admin.resource(namespace).create();
        }
    }

    private void removeWebhooks() {
        var webhooks = admin.admissionRegistration().v1();
        webhooks.mutatingWebhookConfigurations().delete();
        webhooks.validatingWebhookConfigurations().delete();
        // The API server looks at what it knows of them once a second.
        Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    }

    /** kustomize takes folders by relative paths only. */
    private static Path relative(Path folder, String config) throws IOException {
        return folder.toRealPath().relativize(CONFIG.toRealPath().resolve(config));
    }
}
