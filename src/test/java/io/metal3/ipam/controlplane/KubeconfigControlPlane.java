package io.metal3.ipam.controlplane;

import io.fabric8.kubernetes.client.Config;
import java.nio.file.Path;
import java.util.Optional;

/** A whole cluster, known by a kubeconfig file: it has its own controllers, and is not ours to break. */
record KubeconfigControlPlane(Path kubeconfig, String describe, Runnable onClose) implements ControlPlane {

    @Override
    public Config adminConfig() {
        return Kubeconfigs.read(kubeconfig);
    }

    @Override
    public boolean real() {
        return true;
    }

    @Override
    public void startControllers() {
        // They run.
    }

    @Override
    public Optional<Faults> faults() {
        return Optional.empty();
    }

    @Override
    public void close() {
        onClose.run();
    }
}
