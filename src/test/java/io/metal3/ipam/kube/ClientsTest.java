package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.metal3.ipam.api.Kinds;
import io.metal3.ipam.api.v1alpha1.IPPool;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever cannot be read ends the watch that brings it. */
class ClientsTest {

    private final KubernetesSerialization json = Clients.serialization(Kinds.ALL);

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "7,                      7",
        "9223372036854775807,    9223372036854775807",
        "9223372036854775808,    9223372036854775807",
        "1e19,                   9223372036854775807",
        "1e300,                  9223372036854775807",
        "-18446744073709551616, -9223372036854775808",
        "1.5,                    1",
        "'\"12\"',              12",
    })
    void readsANumberAsFarAsItFits(String text, long number) {
        var pool = json.unmarshal("{\"kind\": \"IPPool\", \"status\": {\"capacity\": " + text + "}}", IPPool.class);

        assertThat(Objects.requireNonNull(pool.getStatus()).capacity()).isEqualTo(number);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"24, 24", "2147483648, 2147483647", "-18446744073709551616, -2147483648", "24.0, 24", "'\"12\"', 12"})
    void readsASmallNumberAsFarAsItFits(String text, int number) {
        var pool = json.unmarshal(
                "{\"kind\": \"IPPool\", \"spec\": {\"namePrefix\": \"p\", \"prefix\": " + text + "}}", IPPool.class);

        assertThat(Objects.requireNonNull(pool.getSpec()).prefix()).isEqualTo(number);
    }

    @Test
    void readsAKeyOfAnyLength() {
        var key = "k".repeat(200_000);
        var pool = json.unmarshal(
                "{\"kind\": \"IPPool\", \"spec\": {\"preAllocations\": {\"" + key + "\": \"10.0.0.1\"}}}", IPPool.class);

        assertThat(Objects.requireNonNull(pool.getSpec()).preAllocations()).isEqualTo(Map.of(key, "10.0.0.1"));
    }

    /** The variables of a Cluster's topology are anything at all. */
    @Test
    void readsWhatIsNestedAsDeepAsTheApiServerTakesIt() {
        int depth = 9_990;
        var text = "{\"kind\": \"Cluster\", \"spec\": " + "[".repeat(depth) + "]".repeat(depth) + "}";

        assertThat(json.unmarshal(text, GenericKubernetesResource.class).getAdditionalProperties()).containsKey("spec");
    }

    @ParameterizedTest
    @MethodSource("watched")
    void readsAnEventAtOnceAsWhatItIsAbout(Class<? extends HasMetadata> kind) {
        var text = "{\"type\": \"ADDED\", \"object\": {\"apiVersion\": \"" + HasMetadata.getApiVersion(kind) + "\", \"kind\": \""
                + HasMetadata.getKind(kind) + "\"}}";

        assertThat(json.unmarshal(text, WatchEvent.class).getObject()).isExactlyInstanceOf(kind);
    }

    /** Else nobody would know that a watch has to begin anew. */
    @Test
    void readsWhyAWatchHasEnded() {
        var text = "{\"type\": \"ERROR\", \"object\": {\"apiVersion\": \"v1\", \"kind\": \"Status\", \"code\": 410}}";

        assertThat(json.unmarshal(text, WatchEvent.class).getObject())
                .isInstanceOfSatisfying(Status.class, status -> assertThat(status.getCode()).isEqualTo(410));
    }

    static List<Class<? extends HasMetadata>> watched() {
        return Kinds.ALL;
    }
}
