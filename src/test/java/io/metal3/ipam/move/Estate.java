package io.metal3.ipam.move;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.metal3.ipam.testing.Kind;
import io.metal3.ipam.testing.TestNamespace;
import java.time.Duration;

import static io.metal3.ipam.testing.Builders.aCapiClaim;
import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aCluster;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Builders.anAddress;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Patience.within;

/**
 * A namespace as it may be when it is moved: two Clusters with their machines, pools with and without a Cluster, and about two hundred
 * claims of both kinds in every situation that a claim can be in.
 */
final class Estate {

    /** What the Metal3 provider has on each of its claims. */
    static final String IN_USE = "metal3data.infrastructure.cluster.x-k8s.io";

    /** How many claims have an address; four more wait for one, in the pool {@code full}. */
    static final int BOUND = 192;

    private final TestNamespace namespace;

    private Estate(TestNamespace namespace) {
        this.namespace = namespace;
    }

    /** Returns when everything is at rest. */
    static void buildIn(TestNamespace namespace) {
        new Estate(namespace).build();
    }

    /** Up and running, or clusterctl would not move it. */
    static GenericKubernetesResource cluster(TestNamespace namespace, String name) {
        namespace.create(aCluster(name));
        return running(namespace, name);
    }

    /** Says again what a move drops, and Cluster API's own controllers would say. */
    static GenericKubernetesResource running(TestNamespace namespace, String name) {
        namespace.patchStatus(
                Kind.CLUSTER,
                name,
                """
                {"status": {
                  "initialization": {"infrastructureProvisioned": true, "controlPlaneInitialized": true},
                  "conditions": [{"type": "ControlPlaneInitialized", "status": "True", "reason": "Initialized", "message": "",
                                  "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}""");
        return namespace.get(Kind.CLUSTER, name);
    }

    private void build() {
        var one = namespace.create(new Metal3Object(Metal3Object.MACHINE, "one", cluster(namespace, "one")));
        var two = namespace.create(new Metal3Object(Metal3Object.MACHINE, "two", cluster(namespace, "two")));
        namespace.create(aPool("own").range("10.1.0.1", "10.1.0.200").prefix(24).gateway("10.1.0.1").cluster("one"));
        namespace.create(aPool("shared").range("10.2.0.1", "10.2.0.200").cluster("one"));
        namespace.create(aPool("free").range("10.3.0.1", "10.3.0.200").random());
        namespace.create(aPool("full").range("10.4.0.1", "10.4.0.4"));
        handMadeAddresses();
        machinesOfOne(one);
        machinesOfTwo(two);
        claimsThatNobodyOwns();
        claimsInDeletion(one);
        waitingClaims(two);
        within(Duration.ofSeconds(60), () -> assertThat(Holdings.told(namespace)).hasSize(BOUND));
        within(Duration.ofSeconds(10), () -> assertThat(namespace.pool("full")).hasCounts(4, 0, 4, 4));
    }

    /** Two before their claims, and two for nobody. */
    private void handMadeAddresses() {
        namespace.create(anAddress("10.1.0.99").of("own").heldBy("expected-own"));
        namespace.create(anAddress("10.3.0.99").of("free").heldBy("expected-free"));
        namespace.create(anAddress("10.1.0.98").of("own").heldBy("nobody-own"));
        namespace.create(anAddress("10.3.0.98").of("free").heldBy("nobody-free"));
    }

    private void machinesOfOne(GenericKubernetesResource machine) {
        for (int i = 0; i < 25; i++) {
            var data = namespace.create(new Metal3Object(Metal3Object.DATA, "one-" + i, machine));
            namespace.create(aClaim("one-" + i + "-own").of("own").cluster("one").ownedBy(data).withFinalizer(IN_USE));
            namespace.create(aClaim("one-" + i + "-shared").of("shared").cluster("one").ownedBy(data).withFinalizer(IN_USE));
            // Of one name with the IPClaim.
            namespace.create(aCapiClaim("one-" + i + "-own").of("own").cluster("one").ownedBy(data).withFinalizer(IN_USE));
            namespace.create(aCapiClaim("one-" + i + "-free").of("free").cluster("one").ownedBy(data).withFinalizer(IN_USE));
        }
        var data = namespace.create(new Metal3Object(Metal3Object.DATA, "one-more", machine));
        namespace.create(aClaim("expected-own").of("own").cluster("one").ownedBy(data));
        namespace.create(aClaim("full-1").of("full").cluster("one").ownedBy(data));
        namespace.create(aClaim("full-2").of("full").cluster("one").ownedBy(data));
    }

    private void machinesOfTwo(GenericKubernetesResource machine) {
        for (int i = 0; i < 15; i++) {
            var data = namespace.create(new Metal3Object(Metal3Object.DATA, "two-" + i, machine));
            namespace.create(aClaim("two-" + i + "-shared").of("shared").cluster("two").ownedBy(data).withFinalizer(IN_USE));
            namespace.create(aClaim("two-" + i + "-free").of("free").cluster("two").ownedBy(data).withFinalizer(IN_USE));
            namespace.create(aCapiClaim("two-" + i + "-shared").of("shared").cluster("two").ownedBy(data).withFinalizer(IN_USE));
        }
    }

    private void claimsThatNobodyOwns() {
        for (int i = 0; i < 20; i++) {
            namespace.create(aClaim("alone-" + i).of("free"));
        }
        for (int i = 0; i < 15; i++) {
            namespace.create(aCapiClaim("alone-" + i).of("free"));
        }
        namespace.create(aClaim("expected-free").of("free"));
        namespace.create(aClaim("full-3").of("full"));
        namespace.create(aCapiClaim("full-4").of("full"));
        namespace.create(aClaim("alone-own").of("own"));
        namespace.create(aCapiClaim("alone-own").of("own"));
    }

    /** Deleted, and still in use: they keep their addresses. */
    private void claimsInDeletion(GenericKubernetesResource machine) {
        var data = namespace.create(new Metal3Object(Metal3Object.DATA, "one-leaves", machine));
        namespace.create(aClaim("leaves-own").of("own").cluster("one").ownedBy(data).withFinalizer(IN_USE));
        namespace.create(aCapiClaim("leaves-own").of("own").cluster("one").ownedBy(data).withFinalizer(IN_USE));
        namespace.create(aClaim("leaves-free").of("free").cluster("one").ownedBy(data).withFinalizer(IN_USE));
        namespace.create(aClaim("leaves-alone").of("free").withFinalizer(IN_USE));
        within(Duration.ofSeconds(60), () -> assertThat(Holdings.told(namespace))
                .containsKeys("IPClaim leaves-own", "IPAddressClaim leaves-own", "IPClaim leaves-free", "IPClaim leaves-alone"));
        namespace.delete(Kind.CLAIM, "leaves-own");
        namespace.delete(Kind.CAPI_CLAIM, "leaves-own");
        namespace.delete(Kind.CLAIM, "leaves-free");
        namespace.delete(Kind.CLAIM, "leaves-alone");
    }

    private void waitingClaims(GenericKubernetesResource machine) {
        within(Duration.ofSeconds(60), () -> assertThat(Holdings.told(namespace))
                .containsKeys("IPClaim full-1", "IPClaim full-2", "IPClaim full-3", "IPAddressClaim full-4"));
        var data = namespace.create(new Metal3Object(Metal3Object.DATA, "two-waits", machine));
        namespace.create(aClaim("waits-1").of("full"));
        namespace.create(aClaim("waits-2").of("full"));
        namespace.create(aClaim("waits-of-two").of("full").cluster("two").ownedBy(data));
        namespace.create(aCapiClaim("waits-of-two").of("full").cluster("two").ownedBy(data));
    }
}
