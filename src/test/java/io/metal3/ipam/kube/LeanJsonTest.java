package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.metal3.ipam.api.Kinds;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LeanJsonTest {

    private static final String MANAGED =
            "\"managedFields\":[{\"manager\":\"m\",\"fieldsV1\":{\"f:metadata\":{\"f:labels\":{}},\"f:status\":{}}}],";
    private static final String CLAIM = """
        {"apiVersion":"ipam.metal3.io/v1alpha1","kind":"IPClaim",
         "metadata":{"name":"a","labels":{"managedFields":"a label"},%s"namespace":"ns","uid":"u"},
         "spec":{"pool":{"name":"p"}},
         "status":{"conditions":[{"type":"Ready","status":"True","message":"managedFields"}]}}""";

    private final KubernetesSerialization json = Clients.serialization(Kinds.ALL);

    @Test
    void readsEverythingButWhoManagesWhichField() {
        var claim = json.unmarshal(CLAIM.formatted(MANAGED), IPClaim.class);

        assertThat(claim.getMetadata().getManagedFields()).isEmpty();
        assertThat(claim).isEqualTo(new KubernetesSerialization().unmarshal(CLAIM.formatted(""), IPClaim.class));
    }

    @Test
    void readsBytesLikeText() {
        var bytes = new ByteArrayInputStream(CLAIM.formatted(MANAGED).getBytes(StandardCharsets.UTF_8));

        assertThat(json.unmarshal(bytes, IPClaim.class)).isEqualTo(json.unmarshal(CLAIM.formatted(MANAGED), IPClaim.class));
    }

    @Test
    void readsTheEventsOfAWatch() {
        json.registerKubernetesResource(IPClaim.class);

        var event = json.unmarshal("{\"type\":\"ADDED\",\"object\":" + CLAIM.formatted(MANAGED) + "}", WatchEvent.class);

        assertThat(event.getType()).isEqualTo("ADDED");
        assertThat(event.getObject()).isEqualTo(json.unmarshal(CLAIM.formatted(""), IPClaim.class));
    }

    @Test
    void readsMetadataThatConsistsOfNothingElse() {
        var text = "{\"metadata\":{" + MANAGED.substring(0, MANAGED.length() - 1) + "}}";

        assertThat(json.unmarshal(text, IPClaim.class).getMetadata().getManagedFields()).isEmpty();
    }
}
