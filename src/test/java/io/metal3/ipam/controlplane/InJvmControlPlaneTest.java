package io.metal3.ipam.controlplane;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.Test;

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
}
