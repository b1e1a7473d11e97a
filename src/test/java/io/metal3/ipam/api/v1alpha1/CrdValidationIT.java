package io.metal3.ipam.api.v1alpha1;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
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

    private final BareApiServer server;

    CrdValidationIT() throws IOException {
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

    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void accepts(String name) throws IOException {
        var documents = server.documents(CASES.resolve(name));
        var before = documents.subList(0, documents.size() - 1).stream().map(this::create).toList();

        assertThatCode(() -> write(before, documents)).doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void refuses(String name) throws IOException {
        var documents = server.documents(CASES.resolve(name));
        var message = Files.readAllLines(CASES.resolve(name)).get(0).substring("# ".length());
        var before = documents.subList(0, documents.size() - 1).stream().map(this::create).toList();

        assertThatThrownBy(() -> write(before, documents))
                .isInstanceOfSatisfying(KubernetesClientException.class, refused -> assertThat(refused.getCode())
                        .isEqualTo(422))
                .hasMessageContaining(message);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("samples")
    void acceptsTheSample(Path sample) throws IOException {
        for (var document : server.documents(sample)) {
            assertThatCode(() -> create(document)).doesNotThrowAnyException();
        }
    }

    @Test
    void setsTheStrategyThatIsLeftOut() {
        var pool = create(BareApiServer.object("IPPool", "p", Map.of("namePrefix", "p")));

        assertThat(pool.<String>get("spec", "allocationStrategy")).isEqualTo("sequential");
    }

    @Test
    void findsClaimsAndAddressesByField() {
        for (var name : List.of("a", "b")) {
            Map<String, Object> pool = Map.of("name", "pool-" + name);
            Map<String, Object> claim = Map.of("name", "claim-" + name);
            create(BareApiServer.object("IPClaim", "claim-" + name, Map.of("pool", pool)));
            create(BareApiServer.object(
                    "IPAddress", "address-" + name, Map.of("address", "10.0.0.1", "claim", claim, "pool", pool)));
        }

        var claims = server.client().resources(IPClaim.class).inNamespace(server.namespace());
        var addresses = server.client().resources(IPAddress.class).inNamespace(server.namespace());
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

    private GenericKubernetesResource create(GenericKubernetesResource object) {
        return server.resource(object).create();
    }

    /** Creates the only document, or replaces the one before by the last. */
    private void write(List<GenericKubernetesResource> before, List<GenericKubernetesResource> documents) {
        var last = documents.get(documents.size() - 1);
        if (before.isEmpty()) {
            create(last);
        } else {
            last.getMetadata().setResourceVersion(before.get(0).getMetadata().getResourceVersion());
            server.resource(last).update();
        }
    }
}
