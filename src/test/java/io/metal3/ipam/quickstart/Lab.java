package io.metal3.ipam.quickstart;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metal3.ipam.Manager;
import io.metal3.ipam.Settings;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.controlplane.ControlPlane;
import io.metal3.ipam.controlplane.ControlPlanes;
import io.metal3.ipam.controlplane.Purpose;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** All that runs: an API server with our kinds on it, and the manager. Closing it ends what it started. */
final class Lab implements AutoCloseable {

    private static final Path CRDS = Path.of("crds");

    private final ControlPlane plane;
    private final KubernetesClient client;
    private final Manager manager;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Lab(ControlPlane plane, KubernetesClient client) {
        this.plane = plane;
        this.client = client;
        this.manager = new Manager(client, Settings.defaults());
    }

    /** Returns when claims are served. */
    static Lab open() {
        var plane = controlPlane();
        try {
            plane.installCrds(CRDS);
            var lab = new Lab(plane, new KubernetesClientBuilder().withConfig(plane.adminConfig()).build());
            lab.manager.start();
            return lab;
        } catch (RuntimeException e) {
            plane.close();
            throw e;
        }
    }

    /** That there is none, or none of that name, is the user's to know, not a fault of the program. */
    private static ControlPlane controlPlane() {
        try {
            return ControlPlanes.open(Purpose.QUICKSTART);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new BadInput(e.getMessage());
        }
    }

    ControlPlane plane() {
        return plane;
    }

    /** Creates the object, or changes the one that is there; what the API server says against it is {@link BadInput}. */
    void apply(Manifests.Manifest manifest) {
        var object = manifest.object();
        try {
            ensureNamespace(object.getMetadata().getNamespace());
            client.resource(object).fieldValidation(FieldValidateable.Validation.STRICT).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw refused(manifest, e);
            }
            change(manifest);
        }
    }

    Snapshot look() {
        return Snapshot.of(
                client.resources(IPPool.class).inAnyNamespace().list().getItems(),
                client.resources(IPClaim.class).inAnyNamespace().list().getItems(),
                client.resources(IPAddress.class).inAnyNamespace().list().getItems());
    }

    boolean isClosed() {
        return closed.get();
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            manager.close();
            client.close();
            plane.close();
        }
    }

    /** Merged into what is there, as {@code kubectl apply} does: what others have written on the object stays. */
    private void change(Manifests.Manifest manifest) {
        try {
            client.resource(manifest.object())
                    .patch(PatchContext.of(PatchType.JSON_MERGE), client.getKubernetesSerialization().asJson(manifest.object()));
        } catch (KubernetesClientException e) {
            throw refused(manifest, e);
        }
    }

    private void ensureNamespace(@Nullable String namespace) {
        if (namespace != null && client.namespaces().withName(namespace).get() == null) {
            var object = new NamespaceBuilder()
                    .withNewMetadata()
                    .withName(namespace)
                    .endMetadata()
                    .build();
            client.resource(object).create();
        }
    }

    private static BadInput refused(Manifests.Manifest manifest, KubernetesClientException e) {
        var told = e.getStatus() == null ? null : e.getStatus().getMessage();
        return new BadInput(manifest.file() + ": the API server refuses " + manifest.what() + ": "
                + Objects.requireNonNullElseGet(told, e::getMessage));
    }
}
