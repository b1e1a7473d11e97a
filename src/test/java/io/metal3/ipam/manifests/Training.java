package io.metal3.ipam.manifests;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.metal3.ipam.controlplane.ControlPlanes;
import io.metal3.ipam.controlplane.Purpose;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Takes a manager through what it will do all its life, so that the JVM may note which classes and methods that takes: start,
 * list, watch, serve claims of both kinds, release them, stop. On the control plane that {@code -Dcontrolplane.way} names; the
 * build of an image has none but the mock in this JVM.
 *
 * <p>Arguments: the folders of definitions, separated by commas; then the command that runs the manager, which finds the API
 * server by {@code KUBECONFIG}. It is ended by the signal that Kubernetes ends it with.
 */
public final class Training {

    private static final Duration SOON = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int ROUNDS = 20;

    /** How a JVM ends that was asked to, by the signal 15. */
    private static final int ENDED_BY_SIGNAL = 143;

    private Training() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        var plane = ControlPlanes.open(Purpose.QUICKSTART);
        try (var client = new KubernetesClientBuilder().withConfig(plane.adminConfig()).build()) {
            plane.installCrds(Stream.of(args[0].split(",", -1)).map(Path::of).toArray(Path[]::new));
            train(List.of(args).subList(1, args.length), plane.kubeconfig(), client);
        } finally {
            // The mock server would first tell the watches that are gone, half a minute each.
            CompletableFuture.runAsync(plane::close)
                    .completeOnTimeout(null, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
        }
        System.exit(0);
    }

    private static void train(List<String> command, Path kubeconfig, KubernetesClient client)
            throws IOException, InterruptedException {
        var manager = start(command, kubeconfig);
        try {
            for (var round = 0; round < ROUNDS; round++) {
                live(client, manager, "training-" + round);
            }
        } finally {
            manager.destroy();
        }
        // The JVM writes down what it has learnt before it ends.
        var code = manager.waitFor();
        if (code != ENDED_BY_SIGNAL) {
            throw new IllegalStateException("The manager ended with " + code);
        }
    }

    private static Process start(List<String> command, Path kubeconfig) throws IOException {
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        return builder.start();
    }

    /** One claim of each kind gets its address, and gives it back. */
    private static void live(KubernetesClient client, Process manager, String namespace) throws IOException {
        client.resource(new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
                .create();
        var created = new ArrayList<GenericKubernetesResource>();
        for (var object : documents(resource("/manifests/life.yaml"))) {
            created.add(client.resource(object).inNamespace(namespace).create());
        }
        var claims = created.stream().filter(object -> object.getKind().endsWith("Claim")).toList();
        Awaitility.await("claims are served")
                .atMost(SOON)
                .until(() -> !manager.isAlive() || claims.stream().allMatch(claim -> isServed(client.resource(claim).get())));
        if (!manager.isAlive()) {
            throw new IllegalStateException("The manager ended by itself, with " + manager.exitValue());
        }
        created.reversed().forEach(object -> client.resource(object).delete());
    }

    private static boolean isServed(GenericKubernetesResource claim) {
        return claim.get("status", "address") != null || claim.get("status", "addressRef") != null;
    }

    private static List<GenericKubernetesResource> documents(String text) {
        var serialization = new KubernetesSerialization();
        return Stream.of(text.split("(?m)^---\\s*$", -1))
                .map(document -> serialization.unmarshal(document, GenericKubernetesResource.class))
                .toList();
    }

    private static String resource(String name) throws IOException {
        try (var stream = Training.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
