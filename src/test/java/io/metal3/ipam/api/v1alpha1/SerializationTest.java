package io.metal3.ipam.api.v1alpha1;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

class SerializationTest {

    private final KubernetesSerialization serialization = new KubernetesSerialization();

    @Test
    void knowsTheKindsByTheNamesOfTheirCustomResourceDefinitions() {
        assertThat(CustomResource.getCRDName(IPPool.class)).isEqualTo("ippools.ipam.metal3.io");
        assertThat(CustomResource.getCRDName(IPClaim.class)).isEqualTo("ipclaims.ipam.metal3.io");
        assertThat(CustomResource.getCRDName(IPAddress.class)).isEqualTo("ipaddresses.ipam.metal3.io");
        assertThat(ResourceDefinitionContext.fromResourceType(IPPool.class).isNamespaceScoped()).isTrue();
    }

    @Test
    void writesOnlyWhatIsThere() {
        var pool = new IPPool();
        pool.setMetadata(new ObjectMetaBuilder().withName("pool1").build());
        pool.setSpec(new IPPoolSpec(null, "p", List.of(), null, null, List.of(), Map.of(), null));
        pool.setStatus(new IPPoolStatus(null, Map.of(), 0L, 0L, null, 0L, 0L, List.of()));

        assertThat(serialization.asJson(pool)).isEqualTo("{\"apiVersion\":\"ipam.metal3.io/v1alpha1\",\"kind\":\"IPPool\","
                + "\"metadata\":{\"name\":\"pool1\"},\"spec\":{\"namePrefix\":\"p\"},"
                + "\"status\":{\"capacity\":0,\"availableIPCount\":0,\"allocated\":0,\"waiting\":0}}");
    }

    @Test
    void readsWhatItWrote() {
        var claim = new IPClaim();
        claim.setMetadata(new ObjectMetaBuilder().withName("a").withNamespace("ns").build());
        claim.setSpec(new IPClaimSpec(new ObjectReferenceBuilder().withName("pool1").build()));
        claim.setStatus(new IPClaimStatus(
                new ObjectReferenceBuilder().withName("p-10-0-0-1").build(),
                null,
                List.of(new ConditionBuilder().withType("Ready").withStatus("True").build())));

        var again = serialization.clone(claim);

        assertThat(again).isEqualTo(claim).isNotSameAs(claim);
    }

    @Test
    void readsAnObjectOfALaterVersionThatHasMoreFields() {
        var pool = serialization.unmarshal(
                "{\"apiVersion\":\"ipam.metal3.io/v1alpha1\",\"kind\":\"IPPool\",\"later\":1,\"metadata\":{\"name\":\"p\"},"
                        + "\"spec\":{\"namePrefix\":\"p\",\"later\":{},\"pools\":[{\"start\":\"10.0.0.1\",\"later\":[]}]},"
                        + "\"status\":{\"later\":true}}",
                IPPool.class);

        assertThat(requireNonNull(pool.getSpec()).pools()).containsExactly(new PoolRange("10.0.0.1", null, null, null, null, List.of()));
    }

    @Test
    void readsAnObjectWithoutSpecAndStatus() {
        var claim = serialization.unmarshal(
                "{\"apiVersion\":\"ipam.metal3.io/v1alpha1\",\"kind\":\"IPClaim\",\"metadata\":{\"name\":\"c\"}}",
                IPClaim.class);

        assertThat(claim.getSpec()).isNull();
        assertThat(claim.getStatus()).isNull();
    }

    @Test
    void readsAList() {
        KubernetesResourceList<?> list = serialization.unmarshal(
                "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[{\"apiVersion\":\"ipam.metal3.io/v1alpha1\",\"kind\":\"IPAddress\","
                        + "\"metadata\":{\"name\":\"p-10-0-0-1\"},\"spec\":{\"address\":\"10.0.0.1\"}}]}",
                KubernetesResourceList.class);

        assertThat(list.getItems()).hasSize(1);
    }
}
