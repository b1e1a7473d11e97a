package io.metal3.ipam.kube;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class KindDefinitionTest {

    private final KubernetesSerialization serialization = Clients.serialization(List.of());

    @ParameterizedTest(name = "{0} with status {1}: served {2}")
    @CsvSource({
        "Established, True, true",
        "Established, False, false",
        "NamesAccepted, True, false",
    })
    void servesItsVersionsOnceItIsEstablished(String condition, String status, boolean served) {
        var definition = read("""
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"clusters.example.com"},
                "spec":{"group":"example.com","names":{"kind":"Cluster"},"versions":[
                {"name":"v1","served":false,"storage":false,"schema":{"openAPIV3Schema":{"type":"object"}}},
                {"name":"v2","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]},
                "status":{"conditions":[{"type":"%s","status":"%s"}]}}""".formatted(condition, status));

        assertThat(definition.servedVersions()).isEqualTo(served ? Set.of("v2") : Set.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"status\":{}", ",\"spec\":{},\"status\":{\"conditions\":[{\"type\":\"Established\",\"status\":\"True\"}]}"})
    void servesNoVersionThatItDoesNotName(String rest) {
        var definition = read("{\"apiVersion\":\"apiextensions.k8s.io/v1\",\"kind\":\"CustomResourceDefinition\"" + rest + "}");

        assertThat(definition.servedVersions()).isEmpty();
    }

    /** As an event of a watch is read: by what it says that it is. */
    private KindDefinition read(String json) {
        return (KindDefinition) serialization.<Object>unmarshal(json);
    }
}
