package io.metal3.ipam.api.v1alpha1;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.metal3.ipam.controlplane.ControlPlane;
import io.metal3.ipam.controlplane.ControlPlanes;
import io.metal3.ipam.controlplane.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the API server makes of the definitions in {@code crds/}, alone: no webhook, no manager.
 *
 * <p>A case is a file in {@code crd-cases/}. With one document it is created; with two, the second replaces the first. The
 * first line of an invalid one is a part of the message that refuses it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrdValidationIT {

    private static final Path CASES = Path.of("src", "test", "resources", "crd-cases");
    private static final Duration SERVED_WITHIN = Duration.ofSeconds(30);

    private final KubernetesSerialization serialization = new KubernetesSerialization();
    private final ControlPlane plane = ControlPlanes.open(Purpose.TEST);
    private final KubernetesClient client =
            new KubernetesClientBuilder().withConfig(plane.adminConfig()).build();
    private String namespace = "";

    @BeforeAll
    void install() throws IOException {
        for (var plural : Crds.PLURALS) {
            install(Files.readString(Path.of("crds", "ipam.metal3.io_" + plural + ".yaml")));
        }
    }

    @BeforeEach
    void makeNamespace() {
        var fresh = new NamespaceBuilder()
                .withNewMetadata()
                .withGenerateName("crd-")
                .endMetadata()
                .build();
        namespace = client.resource(fresh).create().getMetadata().getName();
    }

    @AfterAll
    void close() {
        client.close();
        plane.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void accepts(String name) throws IOException {
        var documents = documents(CASES.resolve(name));

        assertThatCode(() -> apply(documents)).doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void refuses(String name) throws IOException {
        var documents = documents(CASES.resolve(name));
        var message = Files.readAllLines(CASES.resolve(name)).get(0).substring("# ".length());
        if (documents.size() > 1) {
            create(documents.get(0));
        }

        assertThatThrownBy(() -> apply(documents))
                .isInstanceOfSatisfying(KubernetesClientException.class, refused -> assertThat(refused.getCode())
                        .isEqualTo(422))
                .hasMessageContaining(message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void acceptsTheSample(Path sample) throws IOException {
        for (var document : documents(sample)) {
            assertThatCode(() -> create(document)).doesNotThrowAnyException();
        }
    }

    @Test
    void setsTheStrategyThatIsLeftOut() {
        var pool = create(pool("p", Map.of("namePrefix", "p")));

        assertThat(pool.<String>get("spec", "allocationStrategy")).isEqualTo("sequential");
    }

    @Test
    void findsClaimsAndAddressesByField() {
        for (var name : List.of("a", "b")) {
            create(object("IPClaim", "claim-" + name, Map.of("pool", Map.of("name", "pool-" + name))));
            create(object(
                    "IPAddress",
                    "address-" + name,
                    Map.of(
                            "address", "10.0.0.1",
                            "claim", Map.of("name", "claim-" + name),
                            "pool", Map.of("name", "pool-" + name))));
        }

        var claims = client.resources(IPClaim.class).inNamespace(namespace);
        var addresses = client.resources(IPAddress.class).inNamespace(namespace);
        assertThat(claims.withField("spec.pool.name", "pool-b").list().getItems())
                .extracting(claim -> claim.getMetadata().getName())
                .containsExactly("claim-b");
        assertThat(addresses.withField("spec.pool.name", "pool-a").list().getItems())
                .extracting(address -> address.getMetadata().getName())
                .containsExactly("address-a");
        assertThat(addresses.withField("spec.claim.name", "claim-b").list().getItems())
                .extracting(address -> address.getMetadata().getName())
                .containsExactly("address-b");
    }

    @Test
    void takesAPoolOfTenThousandRanges() {
        var ranges = IntStream.range(0, 10_000)
                .mapToObj(i -> "fd00:0:0:" + Integer.toHexString(i) + "::")
                .map(network -> Map.of("start", network + "aaaa:1", "end", network + "aaaa:f", "subnet", network + "/64"))
                .toList();

        assertThatCode(() -> create(pool("large", Map.of("namePrefix", "large", "pools", ranges))))
                .doesNotThrowAnyException();
    }

    @Test
    void takesAPoolOfManyPromisesAndFindsTheOneThatIsTwice() {
        Map<String, String> promises = IntStream.range(0, 15_000)
                .boxed()
                .collect(Collectors.toMap(i -> "claim-" + i, i -> "fd00:aaaa:bbbb:cccc:dddd:eeee:ffff:" + Integer.toHexString(i)));

        create(pool("promised", Map.of("namePrefix", "p", "preAllocations", promises)));
        promises.put("claim-1", "fd00:aaaa:bbbb:cccc:dddd:eeee:ffff:2");

        assertThatThrownBy(() -> create(pool("twice", Map.of("namePrefix", "p", "preAllocations", promises))))
                .hasMessageContaining("fd00:aaaa:bbbb:cccc:dddd:eeee:ffff:2 already exists")
                .hasMessageContaining("Two claims are promised the same address");
    }

    /** Objects in users' clusters are older than the rules; they must not get stuck, least of all while they are deleted. */
    @Test
    void leavesObjectsWritableThatWereThereBeforeTheRules() throws IOException {
        var definition = Files.readString(Path.of("crds", "ipam.metal3.io_ippools.yaml"))
                .replace("name: ippools.ipam", "name: ippools.old.ipam")
                .replace("group: ipam", "group: old.ipam");
        install(withoutRules(definition));
        var old = pool(
                "old",
                Map.of(
                        "namePrefix", "Old_One",
                        "gateway", "gw",
                        "pools", List.of(Map.of("end", "10.0.0.300"), Map.of("start", "10.0.0.1", "end", "fd00::1")),
                        "preAllocations", Map.of("a", "10.0.0.1", "b", "10.0.0.1", "c", "none")));
        old.setApiVersion("old.ipam.metal3.io/v1alpha1");
        create(old);
        install(definition);
        Awaitility.await("the rules hold")
                .atMost(SERVED_WITHIN)
                .ignoreExceptions()
                .untilAsserted(() -> {
                    var bad = pool("bad", Map.of("namePrefix", "Bad"));
                    bad.setApiVersion(old.getApiVersion());
                    assertThatThrownBy(() -> client.resource(bad).inNamespace(namespace).dryRun().create())
                            .hasMessageContaining("lower-case");
                });

        var resource = client.resource(old).inNamespace(namespace);
        assertThatCode(() -> {
                    resource.edit(pool -> {
                        pool.addFinalizer("ippool.ipam.metal3.io/test");
                        return pool;
                    });
                    resource.edit(pool -> {
                        pool.<Map<String, Object>>get("spec").put("prefix", 24);
                        return pool;
                    });
                    resource.edit(pool -> {
                        pool.removeFinalizer("ippool.ipam.metal3.io/test");
                        return pool;
                    });
                })
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> resource.edit(pool -> {
                    pool.<Map<String, Object>>get("spec").put("gateway", "other");
                    return pool;
                }))
                .hasMessageContaining("The gateway is no IP address");
    }

    static List<String> valid() throws IOException {
        return names("valid-");
    }

    static List<String> invalid() throws IOException {
        return names("invalid-");
    }

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("config", "samples"))) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    private static List<String> names(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(CASES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private List<GenericKubernetesResource> documents(Path file) throws IOException {
        return Stream.of(Files.readString(file).split("(?m)^---\\s*$", -1))
                .map(document -> serialization.unmarshal(document, GenericKubernetesResource.class))
                .toList();
    }

    private void apply(List<GenericKubernetesResource> documents) {
        var resource = client.resource(documents.get(0)).inNamespace(namespace);
        var there = documents.size() > 1 ? resource.get() : null;
        var first = there == null ? resource.create() : there;
        for (var next : documents.subList(1, documents.size())) {
            next.getMetadata().setResourceVersion(first.getMetadata().getResourceVersion());
            client.resource(next).inNamespace(namespace).update();
        }
    }

    private GenericKubernetesResource create(GenericKubernetesResource object) {
        return client.resource(object).inNamespace(namespace).create();
    }

    private static GenericKubernetesResource pool(String name, Map<String, Object> spec) {
        return object("IPPool", name, spec);
    }

    private static GenericKubernetesResource object(String kind, String name, Map<String, Object> spec) {
        var object = new GenericKubernetesResource();
        object.setApiVersion(MetadataKeys.API_VERSION);
        object.setKind(kind);
        object.setMetadata(new ObjectMetaBuilder().withName(name).build());
        object.setAdditionalProperty("spec", new LinkedHashMap<>(spec));
        return object;
    }

    /** As it is written, without a typed model in between that could lose something. */
    private void install(String yaml) {
        var definition = serialization.unmarshal(yaml, GenericKubernetesResource.class);
        client.resource(definition).unlock().createOr(NonDeletingOperation::update);
        Awaitility.await(definition.getMetadata().getName() + " is served")
                .atMost(SERVED_WITHIN)
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> client.raw("/apis/" + definition.get("spec", "group") + "/v1alpha1/"
                                + definition.get("spec", "names", "plural") + "?limit=1")
                        != null);
    }

    private String withoutRules(String yaml) {
        return serialization.asYaml(withoutRules(serialization.unmarshal(yaml, Map.class)));
    }

    private static Object withoutRules(Object node) {
        if (node instanceof Map<?, ?> map) {
            var copy = new LinkedHashMap<Object, Object>();
            map.forEach((key, value) -> {
                if (!key.equals("x-kubernetes-validations") && !key.equals("pattern")) {
                    copy.put(key, withoutRules(value));
                }
            });
            return copy;
        }
        if (node instanceof List<?> list) {
            var copy = new ArrayList<Object>();
            list.forEach(item -> copy.add(withoutRules(item)));
            return copy;
        }
        return node;
    }
}
