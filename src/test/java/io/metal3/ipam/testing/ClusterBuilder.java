package io.metal3.ipam.testing;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.LinkedHashMap;
import java.util.Map;

/** A Cluster of Cluster API, as far as anybody here looks at it. */
public final class ClusterBuilder implements Blueprint<GenericKubernetesResource> {

    private final ObjectMetaBuilder metadata = new ObjectMetaBuilder();
    private final Map<String, Object> spec = new LinkedHashMap<>();

    ClusterBuilder(String name) {
        metadata.withName(name);
        spec.put(
                "infrastructureRef",
                Map.of("apiGroup", "infrastructure.cluster.x-k8s.io", "kind", "Metal3Cluster", "name", name));
    }

    /** As clusterctl pauses it. */
    public ClusterBuilder paused() {
        spec.put("paused", true);
        return this;
    }

    /** As a person may pause it. */
    public ClusterBuilder pausedByAnnotation() {
        metadata.addToAnnotations("cluster.x-k8s.io/paused", "true");
        return this;
    }

    @Override
    public Kind<GenericKubernetesResource> kind() {
        return Kind.CLUSTER;
    }

    @Override
    public GenericKubernetesResource in(String namespace) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion("cluster.x-k8s.io/v1beta2")
                .withKind("Cluster")
                .withMetadata(metadata.withNamespace(namespace).build())
                .addToAdditionalProperties("spec", spec)
                .build();
    }
}
