package io.metal3.ipam.controlplane;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class InJvmControlPlaneTest {

    @Test
    void storesObjectsAndSaysThatItIsNoRealOne() {
        try (var plane = InJvmControlPlane.start();
                var client = new KubernetesClientBuilder()
                        .withConfig(plane.adminConfig())
                        .build()) {
            client.resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withNamespace("default")
                            .withName("stored")
                            .endMetadata()
                            .build())
                    .create();

            assertThat(client.configMaps().inNamespace("default").withName("stored").get())
                    .isNotNull();
            assertThat(plane.real()).isFalse();
            assertThat(plane.describe()).contains("not a real one");
        }
    }

    @Test
    void takesDefinitionsTwice(@TempDir Path folder) throws IOException {
        Files.writeString(
                folder.resolve("boxes.yaml"),
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: boxes.controlplane.test}
                spec:
                  group: controlplane.test
                  scope: Namespaced
                  names: {kind: Box, plural: boxes}
                  versions:
                  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
                """);
        Files.writeString(folder.resolve("kustomization.yaml"), "kind: Kustomization\nresources: [boxes.yaml]\n");
        try (var plane = InJvmControlPlane.start();
                var client = new KubernetesClientBuilder()
                        .withConfig(plane.adminConfig())
                        .build()) {
            plane.installCrds(folder);
            plane.installCrds(folder);

            assertThat(client.genericKubernetesResources("controlplane.test/v1", "Box").inAnyNamespace().list().getItems())
                    .isEmpty();
        }
    }
}
