package io.metal3.ipam.quickstart;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPPool;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SnapshotTest {

    private static final String POOL =
            """
            metadata: {name: pool1, namespace: default}
            spec: {namePrefix: p}
            status:
              capacity: 21
              availableIPCount: 20
              allocated: 1
              waiting: 0
              conditions: [{type: Ready, status: "True", reason: Ready, message: ""}]
            """;
    private static final String CLAIM =
            """
            metadata: {name: a, namespace: default}
            spec: {pool: {name: pool1}}
            status:
              address: {name: p-192-168-0-10, namespace: default}
              conditions: [{type: Ready, status: "True", reason: Ready, message: ""}]
            """;
    private static final String ADDRESS =
            """
            metadata: {name: p-192-168-0-10, namespace: default}
            spec: {address: 192.168.0.10, prefix: 25, gateway: 192.168.0.1, pool: {name: pool1}, claim: {name: a}}
            """;

    @Test
    void findsTheAddressThatAClaimNames() {
        var snapshot = snapshot(POOL, CLAIM, List.of(as(IPAddress.class, ADDRESS)));

        assertThat(snapshot.claims())
                .containsExactly(new Snapshot.Claim(
                        "a", "pool1", new Snapshot.Address("192.168.0.10", "25", "192.168.0.1"), "Ready", ""));
        assertThat(snapshot.pools())
                .containsExactly(new Snapshot.Pool("pool1", 21L, false, 1, 20, 0, 1, "Ready", ""));
    }

    @Test
    void believesInNoAddressThatIsNotThere() {
        assertThat(snapshot(POOL, CLAIM, List.of()).claims().getFirst().isBound()).isFalse();
    }

    @Test
    void namesTheNamespaceWhereItIsNotTheDefaultOne() {
        var snapshot = snapshot(POOL.replace("default", "other"), CLAIM.replace("default", "other"), List.of());

        assertThat(snapshot.claims().getFirst().name()).isEqualTo("other/a");
        assertThat(snapshot.claims().getFirst().pool()).isEqualTo("other/pool1").isEqualTo(snapshot.pools().getFirst().name());
    }

    @Test
    void livesWithAClaimThatNamesNoPool() {
        assertThat(snapshot(POOL, "metadata: {name: a, namespace: default}\nspec: {}\n", List.of()).claims())
                .containsExactly(new Snapshot.Claim("a", "", null, "", ""));
    }

    @Test
    void readsOffWhyAClaimIsNotEvenAnswered() {
        var unanswered = CLAIM.replaceAll("(?s)status:.*", "");

        assertThat(snapshot(POOL, unanswered, List.of()).claims().getFirst().reason()).isEmpty();
        assertThat(snapshot(POOL.replace("namePrefix: p", "namePrefix: p, clusterName: c1"), unanswered, List.of()).claims().getFirst())
                .returns(Snapshot.HELD, Snapshot.Claim::reason)
                .returns("Cluster c1 is paused or does not exist", Snapshot.Claim::message);
        assertThat(snapshot(POOL, unanswered.replace("name: a,", "name: a, annotations: {cluster.x-k8s.io/paused: ''},"), List.of())
                        .claims()
                        .getFirst()
                        .reason())
                .isEqualTo(Snapshot.HELD);
    }

    private static Snapshot snapshot(String pool, String claim, List<IPAddress> addresses) {
        return Snapshot.of(List.of(as(IPPool.class, pool)), List.of(as(IPClaim.class, claim)), addresses);
    }

    private static <T> T as(Class<T> type, String yaml) {
        return new KubernetesSerialization().unmarshal(yaml, type);
    }
}
