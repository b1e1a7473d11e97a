package io.metal3.ipam;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.metal3.ipam.testing.Kind;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** What those who run the manager see of it. */
@ExtendWith(SiteExtension.class)
class ManagementIT {

    private final Site site;
    private final TestNamespace namespace;

    ManagementIT(Site site, TestNamespace namespace) {
        this.site = site;
        this.namespace = namespace;
    }

    @Test
    void saysThatItLivesAndIsReady() throws Exception {
        try (var process = start()) {
            var health = "http://127.0.0.1:" + process.process().ports().get(0);

            assertThat(get(health + "/healthz", null).body()).isEqualTo("ok");
            assertThat(get(health + "/readyz", null).statusCode()).isEqualTo(200);
            assertThat(get(health + "/healthzzz", null).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void isReadyWhileItStandsBy() throws Exception {
        TestProcess.grantLeases(site, namespace.name());
        try (var first = start("--leader-elect", "--leader-election-namespace=" + namespace.name());
                var second = start("--leader-elect", "--leader-election-namespace=" + namespace.name())) {
            for (var process : new TestProcess[] {first, second}) {
                var health = "http://127.0.0.1:" + process.process().ports().get(0);
                assertThat(get(health + "/readyz", null).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void countsPoolsAndClaims() throws Exception {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.2"));
        try (var process = start("--insecure-diagnostics")) {
            namespace.addressFor("a");
            namespace.addressFor("b");
            namespace.create(aClaim("c"));
            var url = "http://127.0.0.1:" + process.process().ports().get(1) + "/metrics";

            eventually(() -> assertThat(get(url, null).body())
                    .contains(gauge("capacity") + " 2.0")
                    .contains(gauge("free") + " 0.0")
                    .contains(gauge("allocated") + " 2.0")
                    .contains(gauge("waiting") + " 1.0")
                    .contains("ipam_claims_waiting 1.0")
                    .contains("ipam_allocations_total{result=\"Bound\"} 2.0")
                    .contains("ipam_allocations_total{result=\"PoolExhausted\"}")
                    .contains("ipam_allocation_duration_seconds_count 2")
                    .contains("ipam_allocation_duration_seconds_bucket{le=\"5.0\"}")
                    .contains("ipam_events_dropped_total 0.0")
                    .contains("ipam_leader 1.0")
                    .contains("ipam_reconciles_total{controller=\"ipclaim\",result=\"success\"}")
                    .contains("ipam_reconciles_total{controller=\"ippool\",result=\"error\"}")
                    .contains("ipam_reconcile_duration_seconds_count{controller=\"ipclaim\"}")
                    .contains("ipam_reconciles_queued{controller=\"ipaddressclaim\"} 0.0")
                    .contains("jvm_memory_used_bytes"));

            for (var claim : new String[] {"a", "b", "c"}) {
                namespace.delete(Kind.CLAIM, claim);
            }
            namespace.delete(Kind.POOL, "pool");
            eventually(() -> assertThat(get(url, null).body())
                    .doesNotContain("ipam_pool_addresses{")
                    .contains("ipam_claims_waiting 0.0"));
        }
    }

    @Test
    void showsMetricsOnlyToThoseWhoMayReadThem() throws Exception {
        var stranger = token("stranger");
        var reader = token("reader");
        mayReadMetrics("reader");
        try (var process = start()) {
            var url = "https://127.0.0.1:" + process.process().ports().get(1) + "/metrics";

            assertThat(get(url, null).statusCode()).isEqualTo(401);
            assertThat(get(url, "made-up").statusCode()).isEqualTo(401);
            assertThat(get(url, stranger).statusCode()).isEqualTo(403);
            assertThat(get(url, reader)).satisfies(answer -> {
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).contains("ipam_claims_waiting");
            });
            assertThat(get(url, reader).sslSession()).hasValueSatisfying(session -> assertThat(session.getProtocol())
                    .isEqualTo("TLSv1.3"));
        }
    }

    private TestProcess start(String... flags) {
        var all = new String[flags.length + 1];
        all[0] = "--namespace=" + namespace.name();
        System.arraycopy(flags, 0, all, 1, flags.length);
        return TestProcess.start(site, all);
    }

    private static String gauge(String state) {
        return "pool=\"pool\",state=\"" + state + "\"}";
    }

    private String token(String name) {
        var accounts = site.admin().serviceAccounts().inNamespace(namespace.name());
        accounts.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return accounts.withName(name)
                .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
                .getStatus()
                .getToken();
    }

    private void mayReadMetrics(String account) {
        var name = namespace.name() + "-metrics";
        site.admin()
                .resource(new ClusterRoleBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .addNewRule()
                        .withNonResourceURLs("/metrics")
                        .withVerbs("get")
                        .endRule()
                        .build())
                .create();
        site.admin()
                .resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", name)
                        .addNewSubject("", "ServiceAccount", account, namespace.name())
                        .build())
                .create();
    }

    private static HttpResponse<String> get(String url, @Nullable String token)
            throws IOException, InterruptedException, GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsEverybody()}, null);
        try (var client = HttpClient.newBuilder().sslContext(context).build()) {
            var request = HttpRequest.newBuilder(URI.create(url));
            if (token != null) {
                request.header("Authorization", "Bearer " + token);
            }
            return client.send(request.build(), BodyHandlers.ofString());
        }
    }

    private static final class TrustsEverybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
