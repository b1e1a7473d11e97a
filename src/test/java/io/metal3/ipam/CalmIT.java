package io.metal3.ipam;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.controlplane.ControlPlane;
import io.metal3.ipam.controlplane.ControlPlanes;
import io.metal3.ipam.controlplane.Purpose;
import io.metal3.ipam.testing.History;
import io.metal3.ipam.testing.Kind;
import io.metal3.ipam.testing.Patience;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.TestNamespace;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Builders.anAddress;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;

/**
 * A manager that has nothing to do does nothing, whatever has failed before: the API server itself counts what it is asked. On a
 * control plane of its own, where nobody else asks. {@code -Dcalm.seconds=N} looks for longer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CalmIT {

    private static final Logger LOGGER = LoggerFactory.getLogger(CalmIT.class);

    private static final Duration QUIET = Duration.ofSeconds(Integer.getInteger("calm.seconds", 25));
    private static final Duration TO_REST = Duration.ofSeconds(60);

    /** What a manager may ask for; of anybody else's kinds the API server asks itself. */
    private static final Pattern OURS = Pattern.compile(
            "group=\"(ipam\\.metal3\\.io|ipam\\.cluster\\.x-k8s\\.io|cluster\\.x-k8s\\.io|apiextensions\\.k8s\\.io|authentication\\.k8s\\.io)\"|resource=\"events\"");

    private static final String CAPI = "ipam.cluster.x-k8s.io/v1beta2";

    private ControlPlane plane;
    private Site site;
    private KubernetesClient admin;
    private TestProcess process;

    @BeforeAll
    void begin() throws Exception {
        plane = ControlPlanes.open(Purpose.TEST);
        site = Site.on(plane);
        admin = site.admin();
        var leases = site.namespace();
        TestProcess.grantLeases(site, leases.name());
        process = TestProcess.start(site, "--leader-elect", "--leader-election-namespace=" + leases.name());
    }

    @AfterAll
    void end() {
        if (process != null) {
            process.close();
        }
        site.close();
        plane.close();
    }

    @Test
    void restsWhenEverythingIsSaid() {
        var busy = site.namespace();
        busy.create(aPool().range("10.0.0.1", "10.0.0.20"));
        busy.create(aPool("faulty").range("10.1.0.1", "10.1.0.9").preAllocation("a", "10.9.9.9"));
        busy.create(aPool("paused").range("10.2.0.1", "10.2.0.9").paused());
        IntStream.range(0, 30).forEach(i -> busy.create(aClaim("claim-" + i)));
        IntStream.range(0, 10).forEach(i -> capiClaim(busy, "capi-" + i));
        busy.create(aClaim("a").of("faulty"));
        busy.create(aClaim("held").of("paused"));
        busy.create(aClaim("nowhere").of("nowhere"));
        busy.create(aClaim("odd").requesting("no-address"));
        busy.create(aClaim("outside").requesting("10.7.7.7"));
        Patience.within(TO_REST, () -> assertThat(busy.pool()).hasCounts(20, 0, 20, 20));
        IntStream.range(0, 15).forEach(i -> busy.delete(Kind.CLAIM, "claim-" + i));
        Patience.within(TO_REST, () -> assertThat(busy.claim("outside")).isRefused("AddressNotAvailable"));

        var quota = site.namespace();
        quota.limitAddresses(3);
        var denied = deniedBy("addresses", "ipam.metal3.io", "ipaddresses", "CREATE");
        var unmarked = deniedBy("claims", "ipam.metal3.io", "ipclaims", "UPDATE");
        var unreported = deniedBy("reports", "ipam.metal3.io", "ipclaims/status", "UPDATE");
        var uncounted = deniedBy("counts", "ipam.metal3.io", "ippools/status", "UPDATE");
        var refused = new LinkedHashMap<TestNamespace, List<String>>();
        for (var namespace : List.of(quota, denied, unmarked, unreported, uncounted)) {
            namespace.create(aPool().range("10.0.0.1", "10.0.0.99"));
        }
        for (var namespace : List.of(quota, denied, unmarked, unreported)) {
            var claims = IntStream.range(0, 5).mapToObj(i -> "claim-" + i).toList();
            claims.forEach(claim -> namespace.create(aClaim(claim)));
            refused.put(namespace, claims);
        }
        uncounted.addressFor("a");

        try (var history = denied.history(Kind.CLAIM, "claim-0");
                var unmarkedHistory = unmarked.history(Kind.CLAIM, "claim-0")) {
            Patience.within(TO_REST, () -> assertThat(denied.claim("claim-0"))
                    .isRefused("AllocationFailed")
                    .says("the API server refused an IPAddress for this claim", "no IPAddress here"));
            Patience.within(TO_REST, () -> assertThat(unmarked.claim("claim-4"))
                    .isRefused("AllocationFailed")
                    .says("the API server refused the finalizer ipclaim.ipam.metal3.io on this claim"));
            Patience.within(TO_REST, () -> assertThat(quota.list(Kind.CLAIM))
                    .filteredOn(claim -> claim.getStatus() != null && claim.getStatus().errorMessage() != null)
                    .hasSize(2)
                    .allSatisfy(claim -> assertThat(claim).isRefused("AllocationFailed").says("exceeded quota")));
            awaitRest();

            var before = asked();
            pause(QUIET);
            var after = asked();

            after.replaceAll((request, count) -> count - before.getOrDefault(request, 0L));
            after.values().removeIf(count -> count == 0);
            LOGGER.info("In {}: {}", QUIET, after);
            // Nobody tells when a quota is raised or a policy is changed, so those few are tried again, more and more rarely.
            var tries = after.values().stream().mapToLong(count -> count).sum();
            assertThat(after.keySet()).as("what was asked").allMatch(CalmIT::isRefused);
            assertThat(tries).as("new tries of what is refused: %s", after).isLessThanOrEqualTo(3L * (5 + 5 + 5 + 2 + 1));

            toldOnce(history);
            toldOnce(unmarkedHistory);
            refused.forEach((namespace, claims) -> claims.forEach(claim -> assertThat(namespace.eventsOf(namespace.claim(claim)))
                    .as("Events of claim %s", claim)
                    .hasSize(1)));
            assertThat(uncounted.eventsOf(uncounted.pool())).singleElement().satisfies(event -> assertThat(event.getMessage())
                    .contains("the API server refused a write for this pool"));
        }

        allow("addresses");
        // Once the API server has noticed that the policy is gone. The other claims would be tried again after a while; what one of them
        // has got is news for them.
        Patience.within(TO_REST, () -> {
            denied.annotate(Kind.CLAIM, "claim-3", "example.com/again", Long.toString(System.nanoTime()));
            assertThat(denied.numbers()).hasSize(5);
        });
    }

    /** Made, marked with the finalizer where that is allowed, told: and then left alone. */
    private static void toldOnce(History<IPClaim> history) {
        assertThat(history.states()).as("states of the claim").hasSizeBetween(1, 3);
    }

    private void awaitRest() {
        Patience.within(TO_REST, () -> {
            var before = asked();
            pause(Duration.ofSeconds(4));
            var after = asked();
            after.keySet().removeIf(CalmIT::isRefused);
            before.keySet().removeIf(CalmIT::isRefused);
            assertThat(after).isEqualTo(before);
        });
    }

    private static boolean isRefused(String request) {
        return request.contains("code=\"403\"") || request.contains("code=\"422\"");
    }

    /** Each sort of request that is no watch, and how often the API server was asked so. */
    private Map<String, Long> asked() {
        var result = new TreeMap<String, Long>();
        admin.raw("/metrics")
                .lines()
                .filter(line -> line.startsWith("apiserver_request_total{") && OURS.matcher(line).find())
                .filter(line -> !line.contains("verb=\"WATCH\""))
                .forEach(line -> {
                    var space = line.lastIndexOf(' ');
                    result.merge(line.substring(0, space), (long) Double.parseDouble(line.substring(space + 1)), Long::sum);
                });
        assertThat(result).as("what the API server has counted").isNotEmpty();
        return result;
    }

    private static void pause(Duration time) {
        var end = System.nanoTime() + time.toNanos();
        Patience.within(time.plusSeconds(30), () -> assertThat(System.nanoTime()).isGreaterThan(end));
    }

    /** Where a policy says no to one sort of write. */
    private TestNamespace deniedBy(String policy, String group, String resource, String operation) {
        var namespace = site.namespace();
        admin.resource(yaml("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata:
                  name: %1$s
                spec:
                  failurePolicy: Fail
                  matchConstraints:
                    resourceRules:
                    - apiGroups: [%2$s]
                      apiVersions: ['*']
                      operations: [%3$s]
                      resources: [%4$s]
                  validations:
                  - expression: 'false'
                    message: no IPAddress here, nor anything else
                """.formatted(policy, group, operation, resource))).create();
        admin.resource(yaml("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata:
                  name: %1$s
                spec:
                  policyName: %1$s
                  validationActions: [Deny]
                  matchResources:
                    namespaceSelector:
                      matchLabels:
                        kubernetes.io/metadata.name: %2$s
                """.formatted(policy, namespace.name()))).create();
        awaitDenied(namespace, resource);
        return namespace;
    }

    /** A policy holds a moment after it is made. */
    private void awaitDenied(TestNamespace namespace, String resource) {
        Patience.within(TO_REST, () -> {
            var name = "probe";
            try {
                if (resource.equals("ipaddresses")) {
                    namespace.create(anAddress("192.0.2.1").named(name));
                } else if (resource.startsWith("ipclaims")) {
                    namespace.createIfMissing(aClaim(name).paused());
                    if (resource.endsWith("status")) {
                        namespace.patchStatus(Kind.CLAIM, name, "{\"status\": {\"errorMessage\": \"" + System.nanoTime() + "\"}}");
                    } else {
                        namespace.annotate(Kind.CLAIM, name, "example.com/probe", Long.toString(System.nanoTime()));
                    }
                } else {
                    namespace.createIfMissing(aPool(name).paused());
                    namespace.patchStatus(Kind.POOL, name, "{\"status\": {\"waiting\": " + System.nanoTime() % 1_000 + "}}");
                }
            } catch (KubernetesClientException e) {
                assertThat(e).hasMessageContaining("no IPAddress here");
                return;
            }
            if (resource.equals("ipaddresses")) {
                namespace.delete(Kind.ADDRESS, name);
            }
            throw new AssertionError("The policy does not hold yet");
        });
    }

    private void allow(String policy) {
        admin.genericKubernetesResources("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBinding")
                .withName(policy)
                .delete();
    }

    private GenericKubernetesResource yaml(String text) {
        return admin.getKubernetesSerialization().unmarshal(text, GenericKubernetesResource.class);
    }

    private void capiClaim(TestNamespace namespace, String name) {
        var claim = yaml("""
                apiVersion: %s
                kind: IPAddressClaim
                metadata:
                  name: %s
                spec:
                  poolRef:
                    apiGroup: ipam.metal3.io
                    kind: IPPool
                    name: pool
                """.formatted(CAPI, name));
        admin.genericKubernetesResources(CAPI, "IPAddressClaim")
                .inNamespace(namespace.name())
                .resource(claim)
                .create();
    }
}
