package io.metal3.ipam.manifests;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What others refer to by name in an installation, and must find as it always was. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManifestNamesTest {

    private static final Path CONFIG = Path.of("config").toAbsolutePath();
    private static final String NAMESPACE = "metal3-ipam-system";
    private static final Map<String, String> SELECTED = Map.of(
            "cluster.x-k8s.io/provider", "ipam-metal3",
            "control-plane", "controller-manager",
            "controller-tools.k8s.io", "1.0");

    private final List<GenericKubernetesResource> objects = Kustomize.build(CONFIG.resolve("default"));

    @Test
    void installsTheseObjectsUnderTheseNames() {
        assertThat(objects.stream().map(ManifestNamesTest::named))
                .containsExactlyInAnyOrder(
                        "Namespace metal3-ipam-system",
                        "CustomResourceDefinition ippools.ipam.metal3.io",
                        "CustomResourceDefinition ipclaims.ipam.metal3.io",
                        "CustomResourceDefinition ipaddresses.ipam.metal3.io",
                        "ServiceAccount ipam-manager",
                        "ClusterRole ipam-manager-role",
                        "ClusterRoleBinding ipam-manager-rolebinding",
                        "Role ipam-leader-election-role",
                        "RoleBinding ipam-leader-election-rolebinding",
                        "Service ipam-webhook-service",
                        "Deployment ipam-controller-manager",
                        "PodDisruptionBudget ipam-controller-manager",
                        "Certificate ipam-serving-cert",
                        "Issuer ipam-selfsigned-issuer",
                        "MutatingWebhookConfiguration ipam-mutating-webhook-configuration",
                        "ValidatingWebhookConfiguration ipam-validating-webhook-configuration");
    }

    @Test
    void labelsEveryObjectWithItsProvider() {
        assertThat(objects).allSatisfy(object -> assertThat(object.getMetadata().getLabels())
                .containsEntry("cluster.x-k8s.io/provider", "ipam-metal3"));
    }

    @Test
    void hasOneNamespaceAndPutsEverythingThere() {
        assertThat(objects.stream().map(object -> object.getMetadata().getNamespace()))
                .containsOnly(NAMESPACE, null);
        assertThat(one("ClusterRoleBinding").<String>get("subjects", 0, "namespace")).isEqualTo(NAMESPACE);
    }

    @Test
    void letsClusterctlMoveSeeTheKindsHoweverTheyWereInstalled() {
        assertThat(objects.stream().filter(object -> object.getKind().equals("CustomResourceDefinition")))
                .allSatisfy(object -> assertThat(object.getMetadata().getLabels())
                        .containsEntry("clusterctl.cluster.x-k8s.io", "")
                        .containsEntry("cluster.x-k8s.io/v1beta1", "v1beta1"));
        assertThat(labelsOfKind("ippools.ipam.metal3.io")).containsEntry("clusterctl.cluster.x-k8s.io/move-hierarchy", "");
        assertThat(labelsOfKind("ipclaims.ipam.metal3.io")).containsEntry("clusterctl.cluster.x-k8s.io/move", "");
        assertThat(labelsOfKind("ipaddresses.ipam.metal3.io")).containsEntry("clusterctl.cluster.x-k8s.io/move", "");
    }

    @Test
    void selectsThePodsByTheLabelsThatCanNeverBeChanged() {
        var deployment = one("Deployment");

        assertThat(deployment.<Map<String, String>>get("spec", "selector", "matchLabels")).isEqualTo(SELECTED);
        assertThat(deployment.<Map<String, String>>get("spec", "template", "metadata", "labels")).isEqualTo(SELECTED);
        assertThat(one("Service").<Map<String, String>>get("spec", "selector")).isEqualTo(SELECTED);
        assertThat(one("PodDisruptionBudget").<Map<String, String>>get("spec", "selector", "matchLabels"))
                .isEqualTo(SELECTED);
    }

    @Test
    void runsOneContainerThatOverlaysCanAddArgumentsTo() {
        var containers = one("Deployment").<List<Map<String, Object>>>get("spec", "template", "spec", "containers");

        assertThat(containers).hasSize(1);
        assertThat(containers.getFirst()).containsEntry("name", "manager").containsEntry("command", List.of("/manager"));
        assertThat(containers.getFirst().get("args")).asInstanceOf(InstanceOfAssertFactories.LIST).isNotEmpty();
    }

    @Test
    void patchesAsTheProvidersOwnTestsDo(@TempDir Path folder) throws IOException {
        var built = overlay(folder, """
                resources: [%s]
                images:
                - name: quay.io/metal3-io/ip-address-manager
                  newTag: mine
                patches:
                - target: {kind: Deployment, name: controller-manager}
                  patch: |
                    - op: add
                      path: /spec/template/spec/containers/0/args/-
                      value: --tls-min-version=VersionTLS13
                """.formatted(relative(folder, "default")));

        var container = only(built, "Deployment").<Map<String, Object>>get("spec", "template", "spec", "containers", 0);
        assertThat(container).containsEntry("image", "quay.io/metal3-io/ip-address-manager:mine");
        assertThat(container.get("args")).asString().endsWith("--tls-min-version=VersionTLS13]");
    }

    @Test
    void servesTheWebhooksWhereTheyAlwaysWere() {
        assertThat(Stream.of("Mutating", "Validating")
                        .map(sort -> one(sort + "WebhookConfiguration"))
                        .flatMap(object -> object.<List<Map<String, Object>>>get("webhooks").stream())
                        .map(webhook -> webhook.get("name") + " " + webhook.get("clientConfig")))
                .containsExactlyInAnyOrder(
                        webhook("default", "mutate", "ipaddress"),
                        webhook("default", "mutate", "ipclaim"),
                        webhook("default", "mutate", "ippool"),
                        webhook("validation", "validate", "ipaddress"),
                        webhook("validation", "validate", "ipclaim"),
                        webhook("validation", "validate", "ippool"));
    }

    private static String webhook(String name, String verb, String kind) {
        return name + "." + kind + ".ipam.metal3.io {service={name=ipam-webhook-service, namespace=" + NAMESPACE
                + ", path=/" + verb + "-ipam-metal3-io-v1alpha1-" + kind + "}}";
    }

    @Test
    void hasTheCertificateMadeForTheService() {
        var certificate = one("Certificate");

        assertThat(certificate.<List<String>>get("spec", "dnsNames"))
                .containsExactly(
                        "ipam-webhook-service.metal3-ipam-system.svc",
                        "ipam-webhook-service.metal3-ipam-system.svc.cluster.local");
        assertThat(certificate.<String>get("spec", "secretName")).isEqualTo("ipam-webhook-service-cert");
        assertThat(certificate.<String>get("spec", "issuerRef", "name")).isEqualTo("ipam-selfsigned-issuer");
        assertThat(objects.stream()
                        .filter(object -> Pattern.matches("CustomResource.*|.*WebhookConfiguration", object.getKind())))
                .hasSize(5)
                .allSatisfy(object -> assertThat(object.getMetadata().getAnnotations())
                        .containsEntry("cert-manager.io/inject-ca-from", NAMESPACE + "/ipam-serving-cert"));
    }

    @Test
    void leavesToClusterctlTheVariablesThatItAlwaysHadAndNoOther() {
        assertThat(Pattern.compile("\\$\\{[^}]*}")
                        .matcher(Kustomize.text(CONFIG.resolve("default")))
                        .results()
                        .map(found -> found.group()))
                .containsExactlyInAnyOrder(
                        "${IPAM_DIAGNOSTICS_ADDRESS:=:8443}", "${IPAM_INSECURE_DIAGNOSTICS:=false}");
    }

    /** clusterctl installs no release whose series is not in the file that comes with it. */
    @Test
    void listsTheSeriesOfThisReleaseForTheContractThatItServes() throws IOException {
        var project = Pattern.compile("<artifactId>ip-address-manager</artifactId>\\s*<version>(\\d+)\\.(\\d+)\\.")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(project.find()).isTrue();

        var metadata = new KubernetesSerialization()
                .unmarshal(Files.readString(CONFIG.resolve("release").resolve("metadata.yaml")), GenericKubernetesResource.class);

        assertThat(metadata.getApiVersion()).isEqualTo("clusterctl.cluster.x-k8s.io/v1alpha3");
        assertThat(metadata.getKind()).isEqualTo("Metadata");
        assertThat(metadata.<List<Map<String, Object>>>get("releaseSeries"))
                .contains(Map.of(
                        "major", Integer.valueOf(project.group(1)),
                        "minor", Integer.valueOf(project.group(2)),
                        "contract", "v1beta2"));
    }

    @Test
    void grantsNoMoreInOneNamespaceThanInAll(@TempDir Path folder) throws IOException {
        var built = overlay(folder, "resources: [%s]\ncomponents: [%s]\n"
                .formatted(relative(folder, "default"), relative(folder, "rbac/namespaced")));

        assertThat(built.stream().map(ManifestNamesTest::named))
                .contains("Role ipam-manager-role", "ClusterRole ipam-manager-cluster-role")
                .doesNotContain("ClusterRole ipam-manager-role", "ClusterRoleBinding ipam-manager-rolebinding");
        var narrow = new TreeSet<>(Rights.of(only(built, "Role", "ipam-manager-role")));
        narrow.addAll(Rights.of(only(built, "ClusterRole", "ipam-manager-cluster-role")));
        assertThat(narrow).isEqualTo(Rights.of(one("ClusterRole")));
    }

    @Test
    void canBeClosedToAllButItsOwnPorts(@TempDir Path folder) throws IOException {
        var built = overlay(folder, "resources: [%s]\ncomponents: [%s]\n"
                .formatted(relative(folder, "default"), relative(folder, "network-policy")));

        var policy = only(built, "NetworkPolicy");
        assertThat(policy.<Map<String, String>>get("spec", "podSelector", "matchLabels")).isEqualTo(SELECTED);
        assertThat(policy.<List<Map<String, Object>>>get("spec", "ingress", 0, "ports").stream().map(port -> port.get("port")))
                .containsExactlyInAnyOrderElementsOf(
                        only(built, "Deployment")
                                .<List<Map<String, Object>>>get("spec", "template", "spec", "containers", 0, "ports").stream()
                                        .map(port -> port.get("name"))
                                        .toList());
    }

    private GenericKubernetesResource one(String kind) {
        return only(objects, kind);
    }

    private static GenericKubernetesResource only(List<GenericKubernetesResource> objects, String kind) {
        assertThat(objects.stream().map(GenericKubernetesResource::getKind)).containsOnlyOnce(kind);
        return objects.stream().filter(object -> object.getKind().equals(kind)).findFirst().orElseThrow();
    }

    private static GenericKubernetesResource only(List<GenericKubernetesResource> objects, String kind, String name) {
        return objects.stream().filter(object -> named(object).equals(kind + " " + name)).findFirst().orElseThrow();
    }

    private Map<String, String> labelsOfKind(String name) {
        return only(objects, "CustomResourceDefinition", name).getMetadata().getLabels();
    }

    private static String named(GenericKubernetesResource object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }

    private static List<GenericKubernetesResource> overlay(Path folder, String kustomization) throws IOException {
        Files.writeString(folder.resolve("kustomization.yaml"), kustomization);
        return Kustomize.build(folder);
    }

    /** kustomize takes folders by relative paths only. */
    private static Path relative(Path folder, String config) throws IOException {
        return folder.toRealPath().relativize(CONFIG.toRealPath().resolve(config));
    }
}
