package io.metal3.ipam.webhook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The server over real TLS on loopback. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class AdmissionServerTest {

    private static final String VALIDATE = AdmissionHandlerTest.VALIDATE;
    private static final String GOOD = Reviews.create(Reviews.pool("10.0.0.1", "10.0.0.9"));

    private Path folder;
    private Certificates.Pair first;
    private Certificates.Pair second;
    private AdmissionServer server;
    private SSLContext trust;

    @BeforeAll
    void start(@TempDir(cleanup = org.junit.jupiter.api.io.CleanupMode.NEVER) Path scratch) throws Exception {
        folder = Files.createDirectory(scratch.resolve("certs"));
        first = Certificates.make(scratch, "first");
        second = Certificates.make(scratch, "second");
        Certificates.mount(folder, first);
        trust = trusting(first, second);
        var handler = new AdmissionHandler(List.of(new AdmissionHandlerTest.Kind()));
        var options = new AdmissionServer.Options(
                0, folder, List.of("TLSv1.2", "TLSv1.3"), List.of(), Duration.ofMillis(50));
        server = AdmissionServer.startIfCertified(handler, options).orElseThrow();
    }

    @AfterAll
    void stop() {
        server.close();
        assertThat(server.isHealthy()).isFalse();
    }

    @Test
    void answersByHttp2WhereTheClientLikesIt() throws Exception {
        for (var version : HttpClient.Version.values()) {
            try (var client = client(version)) {
                var answer = post(client, VALIDATE, GOOD);

                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.version()).isEqualTo(version);
                assertThat(Reviews.read(answer.body()).path("response").path("allowed").asBoolean()).isTrue();
            }
        }
        assertThat(server.isHealthy()).isTrue();
    }

    @Test
    void ignoresTheQueryThatTheApiServerAppends() throws Exception {
        try (var client = client(HttpClient.Version.HTTP_2)) {
            assertThat(post(client, VALIDATE + "?timeout=10s", GOOD).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void hasASentenceForEverythingElse() throws Exception {
        for (var version : HttpClient.Version.values()) {
            try (var client = client(version)) {
                assertThat(post(client, "/", GOOD).statusCode()).isEqualTo(404);
                assertThat(post(client, VALIDATE, "hello").statusCode()).isEqualTo(400);
                var get = HttpRequest.newBuilder(uri(VALIDATE)).GET().build();
                assertThat(client.send(get, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
                assertThat(post(client, VALIDATE, GOOD).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void refusesABodyThatIsTooLarge() throws Exception {
        var large = "x".repeat(Exchange.MAX_BODY + 1);
        for (var version : HttpClient.Version.values()) {
            try (var client = client(version)) {
                assertThat(post(client, VALIDATE, large).statusCode()).isEqualTo(413);
                var nearly = " ".repeat(Exchange.MAX_BODY - GOOD.length()) + GOOD;
                assertThat(post(client, VALIDATE, nearly).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void outlivesClientsThatBreakOff() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (var socket = (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", server.port())) {
                var half = "POST " + VALIDATE + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{\"half\":";
                socket.getOutputStream().write(half.substring(0, 5 + i * 4).getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            }
        }
        try (var client = client(HttpClient.Version.HTTP_2)) {
            assertThat(post(client, VALIDATE, GOOD).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void answersWhatIsNoHttp() throws Exception {
        try (var socket = (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("what is this?\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();

            assertThat(firstLine(socket.getInputStream())).startsWith("HTTP/1.").contains("400");
        }
    }

    @Test
    void takesUpAChangedCertificateUnderLoadAndFailsNoRequest() throws Exception {
        var done = new AtomicBoolean();
        var answered = new AtomicInteger();
        var failures = Collections.synchronizedList(new ArrayList<Throwable>());
        try (var workers = Executors.newFixedThreadPool(4)) {
            for (var version : HttpClient.Version.values()) {
                for (boolean kept : new boolean[] {true, false}) {
                    workers.execute(() -> load(version, kept, done, answered, failures));
                }
            }
            try {
                for (var pair : List.of(second, first, second, first)) {
                    Certificates.mount(folder, pair);
                    await().atMost(Duration.ofSeconds(20)).until(() -> presented().equals(pair.parsed()));
                    var before = answered.get();
                    await().atMost(Duration.ofSeconds(20)).until(() -> answered.get() > before + 20 || !failures.isEmpty());
                }
            } finally {
                done.set(true);
            }
        }
        assertThat(failures).isEmpty();
        assertThat(answered).hasPositiveValue();
    }

    @Test
    void keepsTheCertificateItHasWhenTheNewOneIsOfNoUse(@TempDir Path scratch) throws Exception {
        var folder = Files.createDirectory(scratch.resolve("certs"));
        Certificates.mount(folder, first);
        var options = new AdmissionServer.Options(0, folder, List.of("TLSv1.3"), List.of(), Duration.ofMillis(20));
        var other = new AdmissionServer(new AdmissionHandler(List.of(new AdmissionHandlerTest.Kind())), options);
        other.start();
        try (other) {
            for (var useless : List.of(
                    new Certificates.Pair(second.certificate(), first.key()),
                    new Certificates.Pair("", ""),
                    new Certificates.Pair("no certificate", "no key"))) {
                Certificates.mount(folder, useless);
                await().during(Duration.ofMillis(100))
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> presented(other.port()).equals(first.parsed()));
            }
            Certificates.mount(folder, second);
            await().atMost(Duration.ofSeconds(20)).until(() -> presented(other.port()).equals(second.parsed()));
        }
    }

    @Test
    void isOffWithoutACertificate(@TempDir Path empty) {
        var options = AdmissionServer.Options.of(0, empty);

        assertThat(AdmissionServer.startIfCertified(new AdmissionHandler(List.of()), options)).isEmpty();
    }

    private void load(
            HttpClient.Version version,
            boolean kept,
            AtomicBoolean done,
            AtomicInteger answered,
            List<Throwable> failures) {
        var client = client(version);
        try {
            while (!done.get()) {
                var answer = post(client, VALIDATE, GOOD);
                if (answer.statusCode() != 200) {
                    throw new IOException("status " + answer.statusCode() + ": " + answer.body());
                }
                answered.incrementAndGet();
                if (!kept) {
                    client.close();
                    client = client(version);
                }
            }
        } catch (Exception e) {
            failures.add(e);
        } finally {
            client.close();
        }
    }

    private X509Certificate presented() throws Exception {
        return presented(server.port());
    }

    private X509Certificate presented(int port) throws Exception {
        // A context of its own: a resumed session would show the certificate that it began with.
        try (var socket = (SSLSocket) trusting(first, second).getSocketFactory().createSocket("127.0.0.1", port)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private HttpResponse<String> post(HttpClient client, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("https://127.0.0.1:" + server.port() + path);
    }

    private HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(trust)
                .connectTimeout(Duration.ofSeconds(20))
                .build();
    }

    static SSLContext trusting(Certificates.Pair... pairs) throws Exception {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < pairs.length; i++) {
            store.setCertificateEntry("c" + i, pairs[i].parsed());
        }
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private static String firstLine(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\r'; c = in.read()) {
            line.write(c);
        }
        return line.toString(StandardCharsets.US_ASCII);
    }
}
