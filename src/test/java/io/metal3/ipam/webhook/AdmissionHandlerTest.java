package io.metal3.ipam.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.kube.JsonPatch;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class AdmissionHandlerTest {

    static final String VALIDATE = "/validate-ipam-metal3-io-v1alpha1-ippool";
    static final String MUTATE = "/mutate-ipam-metal3-io-v1alpha1-ippool";

    /** Dislikes a start called bad; fails at one called bug. */
    static final class Kind implements Admission<IPPool> {
        @Override
        public Class<IPPool> type() {
            return IPPool.class;
        }

        @Override
        public Optional<JsonPatch> defaults(IPPool created, boolean dryRun) {
            return Optional.of(JsonPatch.ofNew().set("/metadata/finalizers", List.of("f")));
        }

        @Override
        public Verdict validateCreate(IPPool created) {
            var spec = created.getSpec();
            var start = spec == null || spec.pools().isEmpty() ? "" : spec.pools().get(0).start();
            return switch (String.valueOf(start)) {
                case "bad" ->
                    new Verdict(
                            List.of(new FieldError("spec.pools[0].start", "is bad"), new FieldError("spec.prefix", "too")),
                            List.of("by the way"));
                case "bug" -> throw new IllegalStateException("a bug");
                case "odd" -> new Verdict(List.of(), List.of("this is odd"));
                default -> Verdict.FINE;
            };
        }

        @Override
        public Verdict validateUpdate(IPPool before, IPPool now) {
            return validateCreate(now);
        }
    }

    private final AdmissionHandler handler = new AdmissionHandler(List.of(new Kind()));

    @Test
    void letsIn() {
        var response = review(VALIDATE, Reviews.create(Reviews.pool("10.0.0.1", "10.0.0.9")));

        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("uid").asText()).isEqualTo("0b4c8f8c");
    }

    @Test
    void tellsWarnings() {
        var response = review(VALIDATE, Reviews.create(Reviews.pool("odd", "10.0.0.9")));

        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("warnings").path(0).asText()).isEqualTo("this is odd");
    }

    @Test
    void refusesAsTheApiServerDoesWithACauseForEachField() {
        var response = review(VALIDATE, Reviews.update(Reviews.pool("a", "b"), Reviews.pool("bad", "10.0.0.9")));

        assertThat(response.path("allowed").asBoolean()).isFalse();
        var status = response.path("status");
        assertThat(status.path("code").asInt()).isEqualTo(422);
        assertThat(status.path("reason").asText()).isEqualTo("Invalid");
        assertThat(status.path("message").asText())
                .isEqualTo("IPPool pool is invalid: spec.pools[0].start: is bad; spec.prefix: too");
        var causes = status.path("details").path("causes");
        assertThat(causes).hasSize(2);
        assertThat(causes.path(0).path("field").asText()).isEqualTo("spec.pools[0].start");
        assertThat(causes.path(0).path("message").asText()).isEqualTo("is bad");
    }

    @Test
    void patches() {
        var response = review(MUTATE, Reviews.create(Reviews.pool("bad", "10.0.0.9")));

        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
        var patch = new String(Base64.getDecoder().decode(response.path("patch").asText()), StandardCharsets.UTF_8);
        assertThat(Reviews.read(patch).path(0).path("path").asText()).isEqualTo("/metadata/finalizers");
    }

    @Test
    void patchesNewObjectsOnly() {
        var response = review(MUTATE, Reviews.update(Reviews.pool("a", "b"), Reviews.pool("a", "b")));

        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.has("patch")).isFalse();
    }

    @Test
    void letsEverybodyDelete() {
        var response = review(VALIDATE, Reviews.review("DELETE", Reviews.pool("bad", "bad"), null));

        assertThat(response.path("allowed").asBoolean()).isTrue();
    }

    @Test
    void letsInWhatItCannotCheckForAFaultOfItsOwn() {
        var response = review(VALIDATE, Reviews.create(Reviews.pool("bug", "bug")));

        assertThat(response.path("allowed").asBoolean()).isTrue();
        assertThat(response.path("warnings").path(0).asText()).startsWith("not checked");
    }

    @Test
    void namesTheFieldThatIsOfAnotherShape() {
        var pool = Map.of(
                "metadata", Map.of("name", "pool"),
                "spec", Map.of("namePrefix", "p", "pools", List.of(Map.of("prefix", "many"))));
        var response = review(VALIDATE, Reviews.create(pool));

        assertThat(response.path("allowed").asBoolean()).isFalse();
        assertThat(response.path("status").path("message").asText()).contains("spec.pools[0].prefix: ");
        assertThat(review(MUTATE, Reviews.create(pool)).path("allowed").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "{",
                "[]",
                "null",
                "{}",
                "{} {}",
                "{\"kind\": \"Pod\"}",
                "{\"kind\": \"AdmissionReview\", \"apiVersion\": \"admission.k8s.io/v1\"}",
                "{\"kind\": \"AdmissionReview\", \"apiVersion\": \"admission.k8s.io/v1\", \"request\": {}}",
                "{\"kind\": \"AdmissionReview\", \"apiVersion\": \"admission.k8s.io/v1beta1\", \"request\": {\"uid\": \"1\"}}"
            })
    void refusesWhatIsNoReview(String body) {
        var answer = handler.answer(VALIDATE, body.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.code()).isEqualTo(400);
        assertThat(answer.body()).startsWith("The body ").endsWith(".\n");
    }

    @ParameterizedTest
    @CsvSource({"CREATE, false", "UPDATE, false", "DELETE, true", "CONNECT, true", "'', true"})
    void answersARequestWithoutObjects(String operation, boolean allowed) {
        assertThat(review(VALIDATE, Reviews.review(operation, null, null)).path("allowed").asBoolean()).isEqualTo(allowed);
    }

    @Test
    void knowsItsPathsOnly() {
        assertThat(handler.serves("/validate-ipam-metal3-io-v1alpha1-ippool")).isTrue();
        assertThat(handler.serves("/")).isFalse();
        assertThat(handler.answer("/", new byte[0]).code()).isEqualTo(404);
    }

    private JsonNode review(String path, String body) {
        var answer = handler.answer(path, body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.code()).as(answer.body()).isEqualTo(200);
        return Reviews.read(answer.body()).path("response");
    }
}
