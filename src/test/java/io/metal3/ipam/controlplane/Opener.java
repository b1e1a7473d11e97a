package io.metal3.ipam.controlplane;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/** Tries one way. */
final class Opener {

    private final Environment environment;
    private final Programs programs;
    private final Duration patience;

    Opener(Purpose purpose, Environment environment, CacheFolder cache) {
        this.environment = environment;
        this.patience =
                switch (purpose) {
                    case TEST -> Duration.ofMinutes(5);
                    case QUICKSTART -> Duration.ofSeconds(40);
                };
        this.programs = new Programs(cache, Versions.wanted(), patience);
    }

    Attempt attempt(Way way) {
        return switch (way) {
            case EXISTING_CLUSTER -> existingCluster(Objects.requireNonNull(environment.kubeconfig()));
            case BINARIES_ON_DISK -> onDisk(Objects.requireNonNull(environment.found()));
            case CONTAINER -> new K3s(Versions.wanted(), patience).open();
            case PREBUILT -> prebuilt();
            case GO_BUILD -> goBuild();
            case IN_JVM -> new Attempt.Opened(InJvmControlPlane.start());
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

    private Attempt onDisk(Path folder) {
        return local(folder, "found in " + folder);
    }

    private Attempt prebuilt() {
        try {
            String version = programs.fetchServers();
            return local(programs.prebuilt(), version + " downloaded into " + programs.prebuilt());
        } catch (IOException e) {
            return new Attempt.Refused(String.valueOf(e.getMessage()));
        }
    }

    private Attempt goBuild() {
        try {
            programs.buildServers();
        } catch (IllegalStateException e) {
            return new Attempt.Refused(String.valueOf(e.getMessage()));
        }
        return local(programs.built(), "built from source into " + programs.built());
    }

    /** Binaries that are there and do not come up are a fault to look at, not a reason to try the next way. */
    private Attempt local(Path folder, String origin) {
        Binaries binaries = Binaries.in(folder, () -> programs.controllerManager(folder));
        return new Attempt.Opened(LocalControlPlane.start(binaries, "kube-apiserver and etcd, " + origin));
    }
}
