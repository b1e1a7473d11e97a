package io.metal3.ipam.controlplane;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ControlPlaneIT {

    @Test
    void keepsObjectsThroughAStopOfBothServers() {
        try (ControlPlane plane = ControlPlanes.open(Purpose.TEST);
                KubernetesClient client =
                        new KubernetesClientBuilder().withConfig(plane.adminConfig()).build()) {
            client.configMaps().inNamespace("default").resource(new ConfigMapBuilder().withNewMetadata().withName("kept").endMetadata().build()).create();
            Faults faults = plane.faults().orElseThrow();

            faults.stopApiServer();
            faults.stopEtcd();
            faults.startEtcd();
            faults.startApiServer();

            assertThat(client.configMaps().inNamespace("default").withName("kept").get()).isNotNull();
        }
    }
}
