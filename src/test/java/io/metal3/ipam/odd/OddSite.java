package io.metal3.ipam.odd;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.metal3.ipam.api.Kinds;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.controlplane.ControlPlane;
import io.metal3.ipam.controlplane.ControlPlanes;
import io.metal3.ipam.controlplane.Purpose;
import io.metal3.ipam.kube.Clients;
import io.metal3.ipam.testing.Patience;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.TestNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A control plane that first takes any object at all, then gets the definitions of {@code crds/}, then a manager: no other test is to
 * live with what is in it. Objects go in untyped.
 */
final class OddSite implements AutoCloseable {

    /** What is left of a definition of which a rule is taken away; its fields stay. */
    private static final Set<String> RULES = Set.of(
            "x-kubernetes-validations", "pattern", "enum", "minLength", "maxLength", "minimum", "maximum", "required", "default", "format",
            "x-kubernetes-list-type", "x-kubernetes-list-map-keys");

    /** After the last of what was told, the manager may still write counts and Events. */
    private static final Duration QUIET = Duration.ofSeconds(3);

    private static final Duration TO_REST = Duration.ofSeconds(60);

    /** A pool as large as can be takes seconds to check, on a busy machine many. */
    private static final int PATIENCE_MILLIS = 120_000;

    private final ControlPlane plane = ControlPlanes.open(Purpose.TEST);
    private final KubernetesClient admin = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(plane.adminConfig())
                    .withRequestTimeout(PATIENCE_MILLIS)
                    .build())
            .withKubernetesSerialization(Clients.serialization(Kinds.ALL))
            .build();
    private Optional<Site> site = Optional.empty();
    private Optional<ObservedManager> manager = Optional.empty();

    /** Returns when the kinds are served without a rule. */
    OddSite(Path scratch) throws IOException {
        for (var plural : List.of("ippools", "ipclaims", "ipaddresses")) {
            var definition = admin.getKubernetesSerialization()
                    .unmarshal(Files.readString(Path.of("crds", "ipam.metal3.io_" + plural + ".yaml")), Map.class);
            var yaml = admin.getKubernetesSerialization().asYaml(withoutRules(definition));
            // As people write it: by this line a definition is known.
            Files.writeString(scratch.resolve(plural + ".yaml"), yaml.replaceFirst("(?m)^kind: \"(.*)\"$", "kind: $1"));
        }
        plane.installCrds(scratch, Path.of("src", "test", "resources", "crds"));
    }

    /** From now on the rules hold, and the manager works. */
    void begin() {
        var ready = Site.on(plane);
        site = Optional.of(ready);
        manager = Optional.of(new ObservedManager(ready.managerConfig(), PATIENCE_MILLIS));
    }

    ObservedManager manager() {
        return manager.orElseThrow();
    }

    TestNamespace namespace() {
        return site.map(Site::namespace).orElseGet(() -> TestNamespace.create(admin));
    }

    KubernetesClient admin() {
        return admin;
    }

    /** Creates the object, and writes its status if it has one. */
    void create(TestNamespace namespace, GenericKubernetesResource object) {
        object.getMetadata().setNamespace(namespace.name());
        var status = object.getAdditionalProperties().get("status");
        of(namespace, object.getApiVersion(), object.getKind()).resource(object).create();
        if (status != null) {
            patchStatus(namespace, object.getApiVersion(), object.getKind(), object.getMetadata().getName(), status);
        }
    }

    void patchStatus(TestNamespace namespace, String apiVersion, String kind, String name, Object status) {
        of(namespace, apiVersion, kind)
                .withName(name)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), admin.getKubernetesSerialization().asJson(Map.of("status", status)));
    }

    Optional<GenericKubernetesResource> find(TestNamespace namespace, String apiVersion, String kind, String name) {
        return Optional.ofNullable(of(namespace, apiVersion, kind).withName(name).get());
    }

    List<GenericKubernetesResource> list(TestNamespace namespace, String apiVersion, String kind) {
        return of(namespace, apiVersion, kind).list().getItems();
    }

    /** By its definition: to ask the API server which kinds it has may be too early. */
    NonNamespaceOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>> of(
            TestNamespace namespace, String apiVersion, String kind) {
        var groupAndVersion = apiVersion.split("/", 2);
        return admin.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                        .withGroup(groupAndVersion[0])
                        .withVersion(groupAndVersion[1])
                        .withKind(kind)
                        .withPlural(plural(kind))
                        .withNamespaced(true)
                        .build())
                .inNamespace(namespace.name());
    }

    static String plural(String kind) {
        return kind.toLowerCase(Locale.ROOT) + (kind.endsWith("s") ? "es" : "s");
    }

    static String apiVersion(String kind) {
        return kind.equals("IPAddressClaim") ? "ipam.cluster.x-k8s.io/v1beta2" : "ipam.metal3.io/v1alpha1";
    }

    /** The Ready condition, if it has one. */
    static Optional<Map<String, Object>> ready(GenericKubernetesResource object) {
        List<Map<String, Object>> conditions = object.get("status", "conditions");
        return conditions == null
                ? Optional.empty()
                : conditions.stream().filter(c -> "Ready".equals(c.get("type"))).findFirst();
    }

    static void assertHasAddress(CapiIPAddressClaim claim) {
        var status = claim.getStatus();
        assertThat(status == null ? null : status.addressRef()).as("address of %s: %s", claim.getMetadata().getName(), status).isNotNull();
    }

    /** Waits until the manager leaves all that is in this namespace alone. */
    void assertThatItRests(TestNamespace namespace) {
        assertThatItRests("/" + namespace.name() + "/", " " + namespace.name() + "/");
    }

    /** Waits until the manager rests: it asks and writes nothing, and looks at nothing again and again. */
    void assertThatItRests() {
        assertThatItRests("", "");
        assertThat(manager().isReady()).isTrue();
        assertThat(manager().stackTraces()).isEmpty();
    }

    private void assertThatItRests(String inPath, String inLook) {
        Patience.within(TO_REST, () -> {
            manager().forget();
            var end = System.nanoTime() + QUIET.toNanos();
            Patience.within(QUIET.plusSeconds(5), () -> assertThat(System.nanoTime()).isGreaterThan(end));
            var requests = manager().requests();
            requests.keySet().removeIf(request -> !request.contains(inPath));
            assertThat(requests).as("requests in %s", QUIET).isEmpty();
            var looks = manager().looks();
            looks.entrySet().removeIf(look -> !look.getKey().contains(inLook) || look.getValue() <= 1);
            assertThat(looks).as("objects that were looked at again and again in %s", QUIET).isEmpty();
        });
    }

    @Override
    public void close() {
        manager.ifPresent(ObservedManager::close);
        admin.close();
        plane.close();
    }

    private static Object withoutRules(Object node) {
        return switch (node) {
            case Map<?, ?> map -> {
                var copy = new LinkedHashMap<Object, Object>();
                map.forEach((key, value) -> {
                    // A field may be named like a rule.
                    if (!RULES.contains(key) || value instanceof Map) {
                        copy.put(key, withoutRules(value));
                    }
                });
                yield copy;
            }
            case List<?> list -> list.stream().map(OddSite::withoutRules).toList();
            default -> node;
        };
    }
}
