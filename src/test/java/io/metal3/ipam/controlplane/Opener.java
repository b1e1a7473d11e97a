package io.metal3.ipam.controlplane;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Tries one way. */
final class Opener {

    private final Environment environment;

    Opener(Environment environment) {
        this.environment = environment;
    }

    Attempt attempt(Way way) {
        return switch (way) {
            case EXISTING_CLUSTER -> existingCluster(Objects.requireNonNull(environment.kubeconfig()));
            case BINARIES_ON_DISK -> onDisk(Objects.requireNonNull(environment.found()));
            case CONTAINER, PREBUILT, GO_BUILD, IN_JVM -> new Attempt.Refused("not written yet");
        };
    }

    private static Attempt existingCluster(Path kubeconfig) {
        if (!Files.isReadable(kubeconfig)) {
            return new Attempt.Refused(kubeconfig + " cannot be read");
        }
        var once = new ConfigBuilder(Kubeconfigs.read(kubeconfig))
                .withRequestRetryBackoffLimit(0)
                .build();
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(once).build()) {
            String version = client.getKubernetesVersion().getGitVersion();
            return new Attempt.Opened(new KubeconfigControlPlane(
                    kubeconfig, "the cluster that " + kubeconfig + " names, Kubernetes " + version, () -> {}));
        } catch (KubernetesClientException e) {
            return new Attempt.Refused("the cluster that " + kubeconfig + " names does not answer: " + e.getMessage());
        }
    }

    /** Binaries that are there and do not come up are a fault to look at, not a reason to build others. */
    private static Attempt onDisk(Path folder) {
        Binaries binaries = Binaries.in(folder, () -> controllerManager(folder));
        return new Attempt.Opened(LocalControlPlane.start(binaries, "kube-apiserver and etcd found in " + folder));
    }

    private static Path controllerManager(Path folder) {
        if (!Program.KUBE_CONTROLLER_MANAGER.isIn(folder)) {
            throw new IllegalStateException("no kube-controller-manager in " + folder);
        }
        return Program.KUBE_CONTROLLER_MANAGER.in(folder);
    }
}
