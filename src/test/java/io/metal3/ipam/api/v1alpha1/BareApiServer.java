package io.metal3.ipam.api.v1alpha1;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.metal3.ipam.controlplane.ControlPlane;
import io.metal3.ipam.controlplane.ControlPlanes;
import io.metal3.ipam.controlplane.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A real API server with the definitions of {@code crds/} and nothing else; objects go in as they are written, untyped. */
final class BareApiServer implements AutoCloseable {

    static final Duration SERVED_WITHIN = Duration.ofSeconds(30);

    /** A pool as large as can be takes seconds to check, on a busy machine many. */
    private static final int PATIENCE_MILLIS = 120_000;

    private final KubernetesSerialization serialization = new KubernetesSerialization();
    private final ControlPlane plane = ControlPlanes.open(Purpose.TEST);
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(plane.adminConfig())
                    .withRequestTimeout(PATIENCE_MILLIS)
                    .build())
            .build();
    private String namespace = "";

    BareApiServer() throws IOException {
        for (var plural : Crds.PLURALS) {
            install(Files.readString(Path.of("crds", "ipam.metal3.io_" + plural + ".yaml")));
        }
    }

    /** Creates or replaces a definition, and waits until it is served. */
    void install(String yaml) {
        var definition = serialization.unmarshal(yaml, GenericKubernetesResource.class);
        client.resource(definition).unlock().createOr(NonDeletingOperation::update);
        var path = "/apis/" + definition.get("spec", "group") + "/v1alpha1/" + definition.get("spec", "names", "plural");
        Awaitility.await(definition.getMetadata().getName() + " is served")
                .atMost(SERVED_WITHIN)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> client.raw(path + "?limit=1") != null);
    }

    /** What follows happens in a namespace that nothing has been in. */
    void moveToFreshNamespace() {
        var fresh = new NamespaceBuilder()
                .withNewMetadata()
                .withGenerateName("crd-")
                .endMetadata()
                .build();
        namespace = client.resource(fresh).create().getMetadata().getName();
    }

    String namespace() {
        return namespace;
    }

    KubernetesClient client() {
        return client;
    }

    KubernetesSerialization serialization() {
        return serialization;
    }

    Resource<GenericKubernetesResource> resource(GenericKubernetesResource object) {
        return client.resource(object).inNamespace(namespace);
    }

    List<GenericKubernetesResource> documents(Path file) throws IOException {
        return Stream.of(Files.readString(file).split("(?m)^---\\s*$", -1))
                .map(document -> serialization.unmarshal(document, GenericKubernetesResource.class))
                .toList();
    }

    static GenericKubernetesResource object(String kind, String name, Map<String, Object> spec) {
        var object = new GenericKubernetesResource();
        object.setApiVersion(MetadataKeys.API_VERSION);
        object.setKind(kind);
        object.setMetadata(new ObjectMetaBuilder().withName(name).build());
        object.setAdditionalProperty("spec", new LinkedHashMap<>(spec));
        return object;
    }

    @Override
    public void close() {
        client.close();
        plane.close();
    }
}
