package io.metal3.ipam.api.v1alpha1;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Objects that are very large, or older than the rules: neither may be refused for that. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrdLimitsIT {

    private final BareApiServer server;

    CrdLimitsIT() throws IOException {
        server = new BareApiServer();
    }

    @BeforeEach
    void moveToFreshNamespace() {
        server.moveToFreshNamespace();
    }

    @AfterAll
    void close() {
        server.close();
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
                .collect(Collectors.toMap(i -> "claim-" + i, CrdLimitsIT::longAddress));

        create(pool("promised", Map.of("namePrefix", "p", "preAllocations", promises)));
        promises.put("claim-1", longAddress(2));

        assertThatThrownBy(() -> create(pool("twice", Map.of("namePrefix", "p", "preAllocations", promises))))
                .hasMessageContaining(longAddress(2) + " already exists")
                .hasMessageContaining("Two claims are promised the same address");
    }

    /** Where the rule would cost more than the API server allows, it is left to the webhook, and not the pool refused. */
    @Test
    void takesAPoolOfMorePromisesThanItCanCompare() {
        Map<String, String> promises = IntStream.range(0, 20_000)
                .boxed()
                .collect(Collectors.toMap(i -> "claim-" + i, CrdLimitsIT::longAddress));

        assertThatCode(() -> create(pool("promised", Map.of("namePrefix", "p", "preAllocations", promises))))
                .doesNotThrowAnyException();
    }

    /** Least of all may they get stuck while they are deleted. */
    @Test
    void leavesObjectsWritableThatWereThereBeforeTheRules() throws IOException {
        var definition = Files.readString(Path.of("crds", "ipam.metal3.io_ippools.yaml"))
                .replace("name: ippools.ipam", "name: ippools.old.ipam")
                .replace("group: ipam", "group: old.ipam");
        server.install(withoutRules(definition));
        var old = oldPool(
                "old",
                Map.of(
                        "namePrefix", "Old_One",
                        "gateway", "gw",
                        "pools", List.of(Map.of("end", "10.0.0.300"), Map.of("start", "10.0.0.1", "end", "fd00::1")),
                        "preAllocations", Map.of("a", "10.0.0.1", "b", "10.0.0.1", "c", "none")));
        create(old);
        server.install(definition);
        awaitRulesOfOldPools();

        assertThatCode(() -> {
                    edit(old, pool -> pool.addFinalizer("ipam.metal3.io/test"));
                    edit(old, pool -> spec(pool).put("prefix", 24));
                    edit(old, pool -> pool.removeFinalizer("ipam.metal3.io/test"));
                })
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> edit(old, pool -> spec(pool).put("gateway", "other")))
                .hasMessageContaining("The gateway is no IP address");
    }

    private void awaitRulesOfOldPools() {
        Awaitility.await("the rules hold")
                .atMost(BareApiServer.SERVED_WITHIN)
                .untilAsserted(() -> assertThatThrownBy(
                                () -> server.resource(oldPool("bad", Map.of("namePrefix", "Bad")))
                                        .dryRun()
                                        .create())
                        .hasMessageContaining("lower-case"));
    }

    private void edit(GenericKubernetesResource object, Consumer<GenericKubernetesResource> change) {
        server.resource(object).edit(current -> {
            change.accept(current);
            return current;
        });
    }

    private static Map<String, Object> spec(GenericKubernetesResource object) {
        return object.get("spec");
    }

    private void create(GenericKubernetesResource object) {
        server.resource(object).create();
    }

    private static GenericKubernetesResource pool(String name, Map<String, Object> spec) {
        return BareApiServer.object("IPPool", name, spec);
    }

    private static GenericKubernetesResource oldPool(String name, Map<String, Object> spec) {
        var pool = pool(name, spec);
        pool.setApiVersion("old." + MetadataKeys.API_VERSION);
        return pool;
    }

    private static String longAddress(int i) {
        return "fd00:aaaa:bbbb:cccc:dddd:eeee:ffff:" + Integer.toHexString(i);
    }

    private String withoutRules(String yaml) {
        return server.serialization().asYaml(withoutRules(server.serialization().unmarshal(yaml, Map.class)));
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
