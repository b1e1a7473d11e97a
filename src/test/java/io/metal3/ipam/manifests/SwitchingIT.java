package io.metal3.ipam.manifests;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.metal3.ipam.Manager;
import io.metal3.ipam.Settings;
import io.metal3.ipam.controlplane.ControlPlane;
import io.metal3.ipam.controlplane.ControlPlaneExtension;
import io.metal3.ipam.controlplane.FreshNamespace;
import io.metal3.ipam.kube.ClusterApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/** From the Go manager to this one, and back, as docs/switching.md tells it. */
@ExtendWith(ControlPlaneExtension.class)
class SwitchingIT {

    private static final Path LEFT_BEHIND = Path.of("src", "test", "resources", "switching", "go-manager.yaml");
    private static final Duration SOON = Duration.ofSeconds(30);

    private final ControlPlane plane;
    private final String namespace;
    private final KubernetesClient client;
    private final List<GenericKubernetesResource> loaded = new ArrayList<>();

    SwitchingIT(ControlPlane plane, FreshNamespace namespace) {
        this.plane = plane;
        this.namespace = namespace.name();
        this.client = new KubernetesClientBuilder().withConfig(plane.adminConfig()).build();
    }

    @BeforeEach
    void loadWhatTheGoManagerLeftBehind() throws IOException {
        plane.installCrds(Path.of("crds"), Path.of("src", "test", "resources", "crds"));
        var serialization = new KubernetesSerialization();
        var text = Files.readString(LEFT_BEHIND).replace("NAMESPACE", namespace);
        for (var document : text.split("(?m)^---\\s*$", -1)) {
            loaded.add(load(serialization.unmarshal(document, GenericKubernetesResource.class)));
        }
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void changesNothingThatWasRight() {
        var before = now();

        run(this::settled);

        var after = now();
        assertThat(after.keySet()).containsAll(before.keySet());
        before.forEach((name, object) -> {
            var changed = Objects.requireNonNull(after.get(name));
            assertThat(identity(changed)).as(name).isEqualTo(identity(object));
            assertThat(spec(changed)).as(name).isEqualTo(spec(object));
            assertThat(held(changed)).as(name).containsAllEntriesOf(held(object));
        });
        assertThat(after.keySet().stream().filter(name -> !before.containsKey(name)))
                .containsExactly("IPAddress dock-10-32-0-11");
    }

    @Test
    void setsRightWhatWasWrong() {
        run(this::settled);

        assertThat(read("IPClaim dock-2").<Map<String, Object>>get("status"))
                .as("was told once that the pool is full, and never looked at again")
                .containsEntry("address", Map.of("name", "dock-10-32-0-11", "namespace", namespace))
                .doesNotContainKey("errorMessage");
        assertThat(read("IPClaim bay-3").<String>get("status", "errorMessage"))
                .as("waits for a reason that is true, and says for what")
                .startsWith("Exhausted IP Pools")
                .hasSizeGreaterThan("Exhausted IP Pools".length());
        assertThat(Stream.of("IPAddressClaim gate", "IPAddressClaim lane-gate").map(this::read))
                .allSatisfy(claim -> assertThat(ready(claim)).isEqualTo("True"));
    }

    @Test
    void servesTheWaitingClaimOnceThereIsRoom() {
        run(() -> {
            settled();
            client.resource(read("IPClaim bay-1")).delete();
            Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(
                            read("IPClaim bay-3").<Map<String, Object>>get("status"))
                    .containsEntry("address", Map.of("name", "bay-10-31-0-10", "namespace", namespace))
                    .doesNotContainKey("errorMessage"));
        });
    }

    @Test
    void writesNothingWhenItStartsAgain() {
        run(this::settled);
        var before = now();

        run(() -> Awaitility.await().pollDelay(Duration.ofSeconds(5)).until(() -> true));

        var after = now();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((name, object) -> assertThat(
                        Objects.requireNonNull(after.get(name)).getMetadata().getResourceVersion())
                .as(name)
                .isEqualTo(object.getMetadata().getResourceVersion()));
    }

    @Test
    void leavesBehindWhatTheGoManagerExpects() {
        run(this::settled);

        var objects = now();
        objects.forEach((name, object) -> {
            switch (object.getKind()) {
                case "IPPool" -> assertThat(indexes(object)).as(name).isEqualTo(addressesOf(name, objects));
                case "IPClaim" -> assertThat(object.getFinalizers()).as(name).containsExactly("ipclaim.ipam.metal3.io");
                case "IPAddressClaim" ->
                    assertThat(object.getFinalizers()).as(name).containsExactly("ipam.metal3.io/ipaddressclaim");
                default -> {}
            }
        });
        // The one that it did not write itself is as it would have written it.
        var given = read("IPAddress dock-10-32-0-11");
        assertThat(given.getFinalizers()).containsExactly("ipaddress.ipam.metal3.io");
        assertThat(given.getMetadata().getLabels()).isEqualTo(Map.of("cluster.x-k8s.io/cluster-name", "depot"));
        assertThat(given.getMetadata().getOwnerReferences().stream()
                        .map(owner -> owner.getApiVersion() + " " + owner.getKind() + " " + owner.getName()))
                .containsExactly("ipam.metal3.io/v1alpha1 IPPool dock", "ipam.metal3.io/v1alpha1 IPClaim dock-2");
        assertThat(given.<Map<String, Object>>get("spec"))
                .isEqualTo(Map.of(
                        "address", "10.32.0.11",
                        "prefix", 24,
                        "gateway", "10.32.0.1",
                        "claim", Map.of("name", "dock-2", "namespace", namespace),
                        "pool", Map.of("name", "dock", "namespace", namespace)));
    }

    private void run(Runnable meanwhile) {
        try (var manager = new Manager(client, Settings.defaults().inNamespace(namespace))) {
            manager.start();
            meanwhile.run();
        }
    }

    /** Everybody has been looked at, and the counts, which come last, are written. */
    private void settled() {
        Awaitility.await("everybody is served or told why not").atMost(SOON).untilAsserted(() -> {
            assertThat(read("IPClaim dock-2").<Object>get("status", "address")).isNotNull();
            assertThat(indexes(read("IPPool dock"))).containsKey("dock-2");
            // A bound IPClaim is not written only to tell it so; of the others it is asked.
            assertThat(now().values().stream().filter(object -> object.getKind().matches("IPPool|IPAddressClaim")))
                    .allSatisfy(object -> assertThat(ready(object))
                            .as(object.getMetadata().getName())
                            .isNotNull());
            assertThat(ready(read("IPClaim bay-3"))).isEqualTo("False");
            assertThat(read("IPPool bay").<Integer>get("status", "waiting")).isEqualTo(1);
        });
        Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    }

    private GenericKubernetesResource load(GenericKubernetesResource object) {
        var status = object.getAdditionalProperties().remove("status");
        for (var owner : owners(object.getMetadata())) {
            owner.setUid(loaded.stream()
                    .filter(candidate -> candidate.getKind().equals(owner.getKind())
                            && candidate.getMetadata().getName().equals(owner.getName()))
                    .findFirst()
                    .orElseThrow()
                    .getMetadata()
                    .getUid());
        }
        var created = client.resource(object).inNamespace(namespace).create();
        if (status == null) {
            return created;
        }
        created.getAdditionalProperties().put("status", status);
        return client.resource(created).updateStatus();
    }

    private Map<String, GenericKubernetesResource> now() {
        var objects = new LinkedHashMap<String, GenericKubernetesResource>();
        Stream.of("ipam.metal3.io/v1alpha1 IPPool", "ipam.metal3.io/v1alpha1 IPClaim", "ipam.metal3.io/v1alpha1 IPAddress",
                        "ipam.cluster.x-k8s.io/v1beta2 IPAddressClaim", "ipam.cluster.x-k8s.io/v1beta2 IPAddress",
                        "cluster.x-k8s.io/v1beta2 Cluster")
                .map(kind -> kind.split(" ", -1))
                .flatMap(kind -> client
                        .genericKubernetesResources(kind[0], kind[1])
                        .inNamespace(namespace)
                        .list()
                        .getItems()
                        .stream())
                .forEach(object ->
                        objects.put(object.getKind() + " " + object.getMetadata().getName(), object));
        return objects;
    }

    private GenericKubernetesResource read(String name) {
        return Objects.requireNonNull(now().get(name), name);
    }

    /** What must never change of an object, in words. */
    private static String identity(GenericKubernetesResource object) {
        var meta = object.getMetadata();
        // The one label that is new: by it clusterctl takes along what no Cluster owns.
        Map<String, String> labels = new TreeMap<>(Objects.requireNonNullElse(meta.getLabels(), Map.of()));
        labels.remove(ClusterApi.MOVE_LABEL);
        return "uid %s labels %s finalizers %s owners %s deleted %s"
                .formatted(
                        meta.getUid(),
                        labels,
                        meta.getFinalizers(),
                        meta.getOwnerReferences(),
                        meta.getDeletionTimestamp());
    }

    private static List<OwnerReference> owners(ObjectMeta meta) {
        return meta.getOwnerReferences() == null ? List.of() : meta.getOwnerReferences();
    }

    private static Map<String, Object> spec(GenericKubernetesResource object) {
        return object.get("spec");
    }

    /** Which address a claim has, which addresses a pool has given. */
    private static Map<String, Object> held(GenericKubernetesResource object) {
        var held = new LinkedHashMap<String, Object>();
        Stream.of("address", "addressRef").forEach(field -> {
            Object value = object.get("status", field);
            if (value != null) {
                held.put(field, value);
            }
        });
        held.putAll(indexes(object));
        return held;
    }

    private static Map<String, String> indexes(GenericKubernetesResource pool) {
        Map<String, String> indexes = pool.get("status", "indexes");
        return indexes == null ? Map.of() : indexes;
    }

    private static Map<String, String> addressesOf(String pool, Map<String, GenericKubernetesResource> objects) {
        var addresses = new LinkedHashMap<String, String>();
        objects.values().stream().filter(object -> object.getKind().equals("IPAddress")).forEach(object -> {
            var capi = object.getApiVersion().startsWith("ipam.cluster");
            if (("IPPool " + object.<String>get("spec", capi ? "poolRef" : "pool", "name")).equals(pool)) {
                addresses.put(object.get("spec", capi ? "claimRef" : "claim", "name"), object.get("spec", "address"));
            }
        });
        return addresses;
    }

    private static @Nullable String ready(GenericKubernetesResource object) {
        List<Map<String, String>> conditions = object.get("status", "conditions");
        return conditions == null
                ? null
                : conditions.stream()
                        .filter(condition -> Objects.equals(condition.get("type"), "Ready"))
                        .map(condition -> condition.get("status"))
                        .findFirst()
                        .orElse(null);
    }
}
