package io.metal3.ipam.controlplane;

import io.fabric8.kubernetes.client.Config;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A running Kubernetes API server, and what is needed to talk to it. Closing it ends what it started, and only that. */
public interface ControlPlane extends AutoCloseable {

    /** A client configuration that may do everything. */
    Config adminConfig();

    /** The same as {@link #adminConfig()}, as a file for kubectl and its kin; gone after {@link #close()}. */
    Path kubeconfig();

    /**
     * A client configuration that acts as the named user, who is in no group but {@code system:authenticated}, so that
     * only what RBAC grants is allowed. Service accounts are {@code system:serviceaccount:NAMESPACE:NAME}.
     *
     * <p>By impersonation: any name works on every kind of control plane, without tokens made beforehand.
     */
    default Config configFor(String user) {
        return Kubeconfigs.impersonating(adminConfig(), user);
    }

    /** Which control plane this is and why, in one sentence. */
    String describe();

    /** Whether a real API server answers: false for the mock in this JVM. */
    boolean real();

    /**
     * Makes sure that the garbage collector and the namespace controller run: owner references are followed, and deleted
     * namespaces end. Of a local control plane no other controllers run: new namespaces get no service account, and the
     * aggregated roles (admin, edit, view) stay empty. They see a new CustomResourceDefinition up to 30 s after it was made, so install those first.
     */
    void startControllers();

    /**
     * Creates or replaces CustomResourceDefinitions, from YAML files or from folders of them, and returns when they are
     * served. The API server itself holds back creations of a kind for two seconds when the kind is younger than that.
     */
    default void installCrds(Path... sources) {
        Crds.install(this, List.of(sources));
    }

    /** The means to break this control plane; empty where it is not ours to break. */
    Optional<Faults> faults();

    /** Where its etcd answers, past the API server and whoever it is; empty where that is not ours. */
    default Optional<URI> etcd() {
        return Optional.empty();
    }

    @Override
    void close();
}
