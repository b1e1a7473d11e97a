package io.metal3.ipam.controlplane;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

/**
 * A namespace that no other test uses. Closing it asks for its deletion and does not wait: it ends when the controllers
 * of the control plane run and nothing in it holds a finalizer.
 */
public record FreshNamespace(ControlPlane controlPlane, String name) implements AutoCloseable {

    static FreshNamespace on(ControlPlane controlPlane) {
        try (KubernetesClient client = client(controlPlane)) {
            var namespace = new NamespaceBuilder()
                    .withNewMetadata()
                    .withGenerateName("test-")
                    .endMetadata()
                    .build();
            return new FreshNamespace(
                    controlPlane,
                    client.resource(namespace).create().getMetadata().getName());
        }
    }

    @Override
    public void close() {
        try (KubernetesClient client = client(controlPlane)) {
            client.namespaces().withName(name).delete();
        }
    }

    private static KubernetesClient client(ControlPlane controlPlane) {
        return new KubernetesClientBuilder()
                .withConfig(controlPlane.adminConfig())
                .build();
    }
}
