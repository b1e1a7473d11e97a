package io.metal3.ipam.controlplane;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ExtendWith(ControlPlaneExtension.class)
class ControlPlaneIT {

    private final ControlPlane plane;
    private final String namespace;

    ControlPlaneIT(ControlPlane plane, FreshNamespace namespace) {
        this.plane = plane;
        this.namespace = namespace.name();
    }

    @Test
    void isARealOneAndSaysWhichAndWhy() {
        assertThat(plane.real()).isTrue();
        assertThat(plane.describe()).isNotBlank();
    }

    @Test
    void letsAUserDoWhatRbacGrantsAndNothingElse() {
        try (KubernetesClient admin = client(plane.adminConfig());
                KubernetesClient viewer = client(plane.configFor("viewer"))) {
            create(admin, "seen");
            assertThatThrownBy(() -> read(viewer, "seen"))
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));

            grantReading(admin, "viewer");

            Awaitility.await().ignoreExceptions().untilAsserted(() -> assertThat(read(viewer, "seen"))
                    .isNotNull());
            assertThatThrownBy(() -> create(viewer, "written"))
                    .isInstanceOfSatisfying(
                            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));
        }
    }

    @Test
    void servesADefinitionOnceItIsInstalledAndChecksItsRules(@TempDir Path folder) throws IOException {
        plane.installCrds(crd(folder, "size", "small"));
        plane.installCrds(crd(folder, "size", "small"));

        try (KubernetesClient admin = client(plane.adminConfig())) {
            assertThat(admin.resource(box("good", "small")).create()).isNotNull();
            assertThatThrownBy(() -> admin.resource(box("bad", "large")).create())
                    .hasMessageContaining("only small boxes");
        }
    }

    @Test
    void collectsWhatLosesItsOwnerAndEndsDeletedNamespaces() {
        plane.startControllers();
        try (KubernetesClient admin = client(plane.adminConfig());
                var doomed = FreshNamespace.on(plane)) {
            ConfigMap owner = create(admin, "owner");
            admin.resource(new ConfigMapBuilder(configMap("owned"))
                            .editMetadata()
                            .withOwnerReferences(new OwnerReferenceBuilder()
                                    .withApiVersion("v1")
                                    .withKind("ConfigMap")
                                    .withName("owner")
                                    .withUid(owner.getMetadata().getUid())
                                    .build())
                            .endMetadata()
                            .build())
                    .create();

            admin.resource(owner).delete();
            admin.namespaces().withName(doomed.name()).delete();

            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(read(admin, "owned")).isNull();
                assertThat(admin.namespaces().withName(doomed.name()).get()).isNull();
            });
        }
    }

    @Test
    void keepsObjectsThroughAStopOfBothServers() {
        Faults faults = faults();
        try (KubernetesClient admin = client(plane.adminConfig())) {
            create(admin, "kept");

            faults.stopApiServer();
            faults.stopEtcd();
            assertThatThrownBy(() -> read(admin, "kept")).isInstanceOf(KubernetesClientException.class);
            faults.startEtcd();
            faults.startApiServer();

            assertThat(read(admin, "kept")).isNotNull();
        }
    }

    @Test
    void keepsObjectsWhenTheApiServerIsKilledAndEtcdStops() {
        Faults faults = faults();
        try (KubernetesClient admin = client(plane.adminConfig())) {
            create(admin, "kept");

            faults.killApiServer();
            faults.startApiServer();
            faults.stopEtcd();
            faults.startEtcd();

            assertThat(read(admin, "kept")).isNotNull();
        }
    }

    @Test
    void answersNothingWhileItIsFrozen() {
        Faults faults = faults();
        try (KubernetesClient admin = client(plane.adminConfig())) {
            create(admin, "frozen");

            faults.pauseApiServer();
            assertThatThrownBy(() -> read(admin, "frozen")).isInstanceOf(KubernetesClientException.class);
            faults.resumeApiServer();

            assertThat(read(admin, "frozen")).isNotNull();
        }
    }

    private Faults faults() {
        Assumptions.assumeTrue(plane.faults().isPresent(), "not ours to break: " + plane.describe());
        return plane.faults().orElseThrow();
    }

    /** Without retries, so that a failure is seen as it is. */
    private static KubernetesClient client(Config config) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withRequestRetryBackoffLimit(0)
                        .withRequestTimeout(5_000)
                        .build())
                .build();
    }

    private ConfigMap configMap(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .build();
    }

    private ConfigMap create(KubernetesClient client, String name) {
        return client.resource(configMap(name)).create();
    }

    private ConfigMap read(KubernetesClient client, String name) {
        return client.configMaps().inNamespace(namespace).withName(name).get();
    }

    private void grantReading(KubernetesClient admin, String user) {
        admin.resource(new RoleBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("reader")
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("configmaps")
                        .withVerbs("get")
                        .endRule()
                        .build())
                .create();
        admin.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("reader")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", "reader")
                        .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                        .build())
                .create();
    }

    private GenericKubernetesResource box(String name, String size) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion("controlplane.test/v1")
                .withKind("Box")
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .addToAdditionalProperties("spec", Map.of("size", size))
                .build();
    }

    private static Path crd(Path folder, String field, String allowed) throws IOException {
        return Files.writeString(
                folder.resolve("boxes.yaml"),
                """
                ---
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: boxes.controlplane.test
                spec:
                  group: controlplane.test
                  scope: Namespaced
                  names: {kind: Box, plural: boxes, singular: box, listKind: BoxList}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties:
                          spec:
                            type: object
                            properties:
                              %s: {type: string}
                            x-kubernetes-validations:
                            - rule: self.%s == '%s'
                              message: only %s boxes
                """
                        .formatted(field, field, allowed, allowed));
    }
}
