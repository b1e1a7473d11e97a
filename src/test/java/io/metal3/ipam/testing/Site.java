package io.metal3.ipam.testing;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Listable;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.metal3.ipam.Settings;
import io.metal3.ipam.api.Kinds;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.controlplane.ControlPlane;
import io.metal3.ipam.kube.Clients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A control plane made ready for the manager: the definitions of {@code crds/}, stand-ins for those of Cluster API, and a user
 * who has the role of {@code config/rbac/role.yaml} and no other, so that a verb that is missing there is missed here.
 */
public final class Site implements AutoCloseable {

    /** Whom the manager acts as. */
    public static final String USER = "system:serviceaccount:ipam-system:ipam-manager";

    private final ControlPlane plane;
    private final KubernetesClient admin;
    private final Queue<TestNamespace> namespaces = new ConcurrentLinkedQueue<>();

    private Site(ControlPlane plane) {
        this.plane = plane;
        admin = client(plane.adminConfig());
    }

    /** Returns when the manager's user may do what its role allows. */
    public static Site on(ControlPlane plane) {
        var site = withoutClusterApi(plane);
        site.installClusterApi();
        return site;
    }

    /** The same, but the kinds of Cluster API are not installed yet. */
    public static Site withoutClusterApi(ControlPlane plane) {
        var site = new Site(plane);
        plane.installCrds(Path.of("crds"));
        site.grant();
        return site;
    }

    /** Returns when the kinds of Cluster API are served. */
    public void installClusterApi() {
        plane.installCrds(Path.of("src", "test", "resources", "crds"));
    }

    /** Returns when no kind of Cluster API is there any more, nor any object of one. */
    public void removeClusterApi() {
        clusterApi().forEach(definition -> admin.resource(definition).delete());
        Patience.within(Duration.ofSeconds(30), () -> assertThat(clusterApi()).isEmpty());
    }

    private List<CustomResourceDefinition> clusterApi() {
        return admin.apiextensions().v1().customResourceDefinitions().list().getItems().stream()
                .filter(definition -> definition.getSpec().getGroup().endsWith("cluster.x-k8s.io"))
                .toList();
    }

    public ControlPlane plane() {
        return plane;
    }

    /**
     * A user who may do in this namespace what the manager may, and in no other: as with {@code config/rbac/namespaced}. Returns when he
     * may.
     */
    public String userOf(TestNamespace namespace) {
        var user = "system:serviceaccount:" + namespace.name() + ":ipam-manager";
        var role = role(Path.of("config", "rbac", "role.yaml"));
        admin.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("ipam-manager")
                        .withNamespace(namespace.name())
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role.getMetadata().getName())
                        .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                        .build())
                .create();
        grant(Path.of("config", "rbac", "namespaced", "cluster_role.yaml"), user);
        try (var client = client(plane.configFor(user))) {
            Patience.eventually(() -> assertThat(maySee(client.resources(IPPool.class).inNamespace(namespace.name()))).isTrue());
            assertThat(maySee(client.resources(IPPool.class).inAnyNamespace())).isFalse();
        }
        return user;
    }

    /** A client that may do everything. */
    public KubernetesClient admin() {
        return admin;
    }

    /** Acts as the manager's user. */
    public Config managerConfig() {
        return plane.configFor(USER);
    }

    /** A client that may do what the manager may; whoever asks for it closes it. */
    public KubernetesClient managerClient() {
        return client(managerConfig());
    }

    /** A namespace that nothing has been in. */
    public TestNamespace namespace() {
        var namespace = TestNamespace.create(admin);
        namespaces.add(namespace);
        return namespace;
    }

    /** The namespace of this name, which is there or will be; it stays when this is closed. */
    public TestNamespace namespace(String name) {
        return new TestNamespace(admin, name);
    }

    /** A manager of all namespaces; returns once it serves. */
    public RunningManager manager() {
        return manager(Settings.defaults());
    }

    /** A manager that sees this one namespace. */
    public RunningManager manager(TestNamespace namespace) {
        return manager(Settings.defaults().inNamespace(namespace.name()));
    }

    private RunningManager manager(Settings settings) {
        return new RunningManager(() -> plane.configFor(USER), settings);
    }

    /** Leaves the namespaces to a control plane that ends anyway: to end them one by one would take it a while. */
    @Override
    public void close() {
        if (plane.faults().isEmpty()) {
            namespaces.forEach(namespace -> admin.namespaces().withName(namespace.name()).delete());
        }
        admin.close();
    }

    private void grant() {
        grant(Path.of("config", "rbac", "role.yaml"), USER);
        try (var user = managerClient()) {
            Patience.eventually(() -> assertThat(maySee(user.resources(IPPool.class).inAnyNamespace())).isTrue());
        }
    }

    private void grant(Path file, String user) {
        var role = role(file);
        admin.resource(role).unlock().createOr(NonDeletingOperation::update);
        var binding = new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(role.getMetadata().getName())
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role.getMetadata().getName())
                .addNewSubject("rbac.authorization.k8s.io", "User", user, null)
                .build();
        admin.resource(binding).unlock().createOr(NonDeletingOperation::update);
    }

    private ClusterRole role(Path file) {
        return admin.getKubernetesSerialization().unmarshal(read(file), ClusterRole.class);
    }

    /** Reads what the manager reads. */
    private static KubernetesClient client(Config config) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(Clients.serialization(Kinds.ALL))
                .build();
    }

    private static boolean maySee(Listable<?> objects) {
        try {
            objects.list();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return false;
            }
            throw e;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
