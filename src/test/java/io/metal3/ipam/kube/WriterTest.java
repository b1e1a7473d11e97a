package io.metal3.ipam.kube;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPClaimStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WriterTest {

    private static final Answer OBJECT = new Answer(200, "{\"metadata\":{\"name\":\"a\",\"uid\":\"u\",\"resourceVersion\":\"8\"}}");

    /** What the server says next; a code of zero breaks the connection instead. */
    private record Answer(int code, String body) {}

    private record Request(String line, String type, String body) {}

    private final Queue<Answer> answers = new ArrayDeque<>();
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private KubernetesClient client;
    private Writer<IPClaim> writer;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withAutoConfigure(false)
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(1)
                        .withRequestRetryBackoffInterval(1)
                        .build())
                .build();
        writer = new Writer<>(client, IPClaim.class);
    }

    @AfterEach
    void stop() {
        client.close();
        server.stop(0);
    }

    @Test
    void createsAnObjectAndTellsWhatItHasBecome() {
        answers.add(OBJECT);

        var written = writer.create(claim());

        assertThat(written).isEqualTo(new Written("u", "8"));
        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.line()).isEqualTo("POST /apis/ipam.metal3.io/v1alpha1/namespaces/ns/ipclaims");
            assertThat(request.type()).startsWith("application/json");
            assertThat(request.body()).contains("\"kind\":\"IPClaim\"", "\"name\":\"a\"");
        });
    }

    @Test
    void mergesFieldsIntoTheMetadata() {
        answers.add(OBJECT);

        writer.metadata("ns", "a", Map.of("resourceVersion", "7"));

        assertThat(requests)
                .containsExactly(new Request(
                        "PATCH /apis/ipam.metal3.io/v1alpha1/namespaces/ns/ipclaims/a",
                        "application/merge-patch+json",
                        "{\"metadata\":{\"resourceVersion\":\"7\"}}"));
    }

    @Test
    void givesTheWholeObjectToWhoeverWantsIt() {
        answers.add(OBJECT);

        assertThat(writer.metadataOf("ns", "a", Map.of("resourceVersion", "7")).getMetadata().getName()).isEqualTo("a");
    }

    @Test
    void writesTheStatusToTheObjectThatItMeansOnly() {
        answers.add(OBJECT);

        writer.status(claim(), new IPClaimStatus(null, "no", List.of()));

        assertThat(requests)
                .containsExactly(new Request(
                        "PATCH /apis/ipam.metal3.io/v1alpha1/namespaces/ns/ipclaims/a/status",
                        "application/json-patch+json",
                        "[{\"op\":\"test\",\"path\":\"/metadata/uid\",\"value\":\"u\"},"
                                + "{\"op\":\"add\",\"path\":\"/status\",\"value\":{\"errorMessage\":\"no\"}}]"));
    }

    @Test
    void deletesOneVersionOnly() {
        answers.add(new Answer(200, "{\"kind\":\"Status\"}"));

        writer.delete("ns", "a", "7");

        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.line()).isEqualTo("DELETE /apis/ipam.metal3.io/v1alpha1/namespaces/ns/ipclaims/a");
            assertThat(request.body()).contains("\"preconditions\":{\"resourceVersion\":\"7\"}", "\"propagationPolicy\":\"Background\"");
        });
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "404, NotFound,      NOT_FOUND",
        "409, AlreadyExists, ALREADY_EXISTS",
        "409, Conflict,      CHANGED",
        "403, Forbidden,     REFUSED",
        "422, Invalid,       REFUSED",
        "500, InternalError, UNKNOWN",
    })
    void tellsARefusalAsTheApiServerDoes(int code, String reason, Refusal refusal) {
        var status = new Answer(
                code,
                "{\"kind\":\"Status\",\"status\":\"Failure\",\"reason\":\"%s\",\"message\":\"since\",\"code\":%d}"
                        .formatted(reason, code));
        Collections.addAll(answers, status, status);

        assertThatThrownBy(() -> writer.create(claim()))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class, e -> assertThat(Refusal.of(e)).isEqualTo(refusal))
                .hasMessageContaining("since");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"404, NOT_FOUND", "403, REFUSED", "502, UNKNOWN"})
    void takesTheCodeForTheRefusalOfWhoeverSaysNothingElse(int code, Refusal refusal) {
        var page = new Answer(code, "<html>");
        Collections.addAll(answers, page, page);

        assertThatThrownBy(() -> writer.create(claim()))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class, e -> assertThat(Refusal.of(e)).isEqualTo(refusal));
    }

    @Test
    void knowsNothingOfAWriteWhoseAnswerCannotBeRead() {
        answers.add(new Answer(200, "<html>"));

        assertThatThrownBy(() -> writer.create(claim()))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class, e -> assertThat(Refusal.of(e)).isEqualTo(Refusal.UNKNOWN));
    }

    @Test
    void asksAgainWhereNoAnswerCame() {
        Collections.addAll(answers, new Answer(0, ""), OBJECT);

        assertThat(writer.metadata("ns", "a", Map.of()).resourceVersion()).isEqualTo("8");
        assertThat(requests).hasSize(2);
    }

    /** The request may be carried out yet, after another one and after what that one has made was deleted. */
    @Test
    void createsOnceAndKnowsNothingWhereNoAnswerCame() {
        Collections.addAll(answers, new Answer(0, ""), OBJECT);

        assertThatThrownBy(() -> writer.create(claim())).isInstanceOfSatisfying(KubernetesClientException.class, e -> {
            assertThat(Refusal.of(e)).isEqualTo(Refusal.UNKNOWN);
            assertThat(Refusal.isNotCarriedOut(e)).isFalse();
        });
        assertThat(requests).hasSize(1);
    }

    @Test
    void isSureOfARequestThatNobodyWasThereToTake() {
        server.stop(0);

        assertThatThrownBy(() -> writer.create(claim())).isInstanceOfSatisfying(KubernetesClientException.class, e -> {
            assertThat(Refusal.of(e)).isEqualTo(Refusal.UNKNOWN);
            assertThat(Refusal.isNotCarriedOut(e)).isTrue();
        });
    }

    private static IPClaim claim() {
        var claim = new IPClaim();
        claim.setMetadata(new ObjectMetaBuilder().withNamespace("ns").withName("a").withUid("u").build());
        return claim;
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.add(new Request(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        var answer = answers.remove();
        if (answer.code() != 0) {
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.code(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }
}
