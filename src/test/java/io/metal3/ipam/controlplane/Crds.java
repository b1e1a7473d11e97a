package io.metal3.ipam.controlplane;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Installs CustomResourceDefinitions from YAML, as they are written: nothing passes through a typed model. */
final class Crds {

    private static final Duration SERVED_WITHIN = Duration.ofSeconds(30);

    private Crds() {}

    /** Files, or folders of them; what in them is no CustomResourceDefinition is left out. */
    static void install(ControlPlane plane, List<Path> sources) {
        List<GenericKubernetesResource> definitions =
                sources.stream().flatMap(Crds::files).flatMap(Crds::definitions).toList();
        if (definitions.isEmpty()) {
            throw new IllegalArgumentException("no CustomResourceDefinition in " + sources);
        }
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(plane.adminConfig()).build()) {
            definitions.forEach(
                    definition -> client.resource(definition).unlock().createOr(NonDeletingOperation::update));
            if (plane.real()) {
                definitions.forEach(definition -> awaitServed(client, definition.getMetadata().getName()));
            }
        }
    }

    private static Stream<Path> files(Path source) {
        if (!Files.isDirectory(source)) {
            return Stream.of(source);
        }
        try (Stream<Path> content = Files.list(source)) {
            return content
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<GenericKubernetesResource> definitions(Path file) {
        var serialization = new KubernetesSerialization();
        try {
            return Stream.of(Files.readString(file).split("(?m)^---\\s*$", -1))
                    .filter(document -> document.lines().anyMatch(line -> line.startsWith("kind: CustomResourceDefinition")))
                    .map(document -> serialization.unmarshal(document, GenericKubernetesResource.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Established, and every served version answers a list: the one comes a moment before the other. */
    private static void awaitServed(KubernetesClient client, String name) {
        var definition = client.apiextensions().v1().customResourceDefinitions().withName(name);
        Awaitility.await(name + " is served")
                .atMost(SERVED_WITHIN)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> established(definition.get()) && lists(client, definition.get()));
    }

    private static boolean established(CustomResourceDefinition definition) {
        return definition.getStatus() != null
                && definition.getStatus().getConditions() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                condition.getType().equals("Established") && condition.getStatus().equals("True"));
    }

    private static boolean lists(KubernetesClient client, CustomResourceDefinition definition) {
        return definition.getSpec().getVersions().stream()
                .filter(CustomResourceDefinitionVersion::getServed)
                .allMatch(version -> lists(
                        client,
                        "/apis/" + definition.getSpec().getGroup() + "/" + version.getName() + "/"
                                + definition.getSpec().getNames().getPlural() + "?limit=1"));
    }

    private static boolean lists(KubernetesClient client, String path) {
        try {
            return client.raw(path) != null;
        } catch (KubernetesClientException e) {
            if (e.getCode() == 404) {
                return false;
            }
            throw e;
        }
    }
}
