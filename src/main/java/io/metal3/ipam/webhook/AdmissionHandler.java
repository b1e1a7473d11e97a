package io.metal3.ipam.webhook;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReviewBuilder;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AdmissionReview in, AdmissionReview out. The paths are those that controller-runtime gives to a kind, so that the webhook
 * configurations of the Go manager fit. Whatever comes in, something orderly goes out. Thread-safe.
 */
public final class AdmissionHandler {

    private static final Logger LOGGER = LoggerFactory.getLogger(AdmissionHandler.class);

    private static final String API_VERSION = "admission.k8s.io/v1";
    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";

    private final ObjectMapper mapper = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private final Map<String, Function<AdmissionRequest, AdmissionResponse>> ways = new HashMap<>();

    public AdmissionHandler(List<Admission<?>> kinds) {
        kinds.forEach(this::add);
    }

    /** An answer by HTTP. */
    public record Answer(int code, String contentType, String body) {

        static Answer refusal(int code, String sentence) {
            return new Answer(code, TEXT, sentence + "\n");
        }
    }

    public boolean serves(String path) {
        return ways.containsKey(path);
    }

    public Answer answer(String path, byte[] body) {
        var way = ways.get(path);
        if (way == null) {
            return Answer.refusal(HttpURLConnection.HTTP_NOT_FOUND, "There is nothing at this path.");
        }
        try {
            return review(way, mapper.readTree(body));
        } catch (JacksonException e) {
            return malformed("is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            return malformed("cannot be read: " + e.getMessage());
        }
    }

    private Answer review(Function<AdmissionRequest, AdmissionResponse> way, JsonNode review) throws JsonProcessingException {
        var request = review.path("request");
        if (!"AdmissionReview".equals(review.path("kind").asText()) || !request.isObject()) {
            return malformed("is no AdmissionReview with a request");
        }
        if (!API_VERSION.equals(review.path("apiVersion").asText())) {
            return malformed("is an AdmissionReview of another version than " + API_VERSION
                    + "; set admissionReviewVersions of the webhook to v1");
        }
        var uid = request.path("uid").asText();
        if (uid.isEmpty()) {
            return malformed("has a request without uid");
        }
        var response = way.apply(new AdmissionRequest(mapper, request));
        response.setUid(uid);
        var answer = new AdmissionReviewBuilder()
                .withApiVersion(API_VERSION)
                .withResponse(response)
                .build();
        return new Answer(HttpURLConnection.HTTP_OK, JSON, mapper.writeValueAsString(answer));
    }

    private static Answer malformed(String fault) {
        return Answer.refusal(HttpURLConnection.HTTP_BAD_REQUEST, "The body " + fault + ".");
    }

    private <T extends HasMetadata> void add(Admission<T> kind) {
        var type = kind.type();
        var name = HasMetadata.getGroup(type).replace('.', '-') + "-" + HasMetadata.getVersion(type) + "-"
                + HasMetadata.getKind(type).toLowerCase(Locale.ROOT);
        ways.put("/mutate-" + name, request -> guarded(type, request, r -> mutate(kind, r)));
        ways.put("/validate-" + name, request -> guarded(type, request, r -> validate(kind, r)));
    }

    /**
     * A fault of ours lets the object in: whatever it says is looked at again by whoever serves it, whereas to keep it out might stop
     * a move halfway.
     */
    private static AdmissionResponse guarded(
            Class<? extends HasMetadata> type,
            AdmissionRequest request,
            Function<AdmissionRequest, AdmissionResponse> way) {
        try {
            return way.apply(request);
        } catch (RuntimeException e) {
            LOGGER.error("{} {} could not be checked and is let in", HasMetadata.getKind(type), request.what(), e);
            return Responses.allowed(List.of("not checked, since the check itself failed; the manager's log says how"));
        }
    }

    /** Never refuses: what is unreadable here is refused by the API server itself, in better words, right after. */
    private static <T extends HasMetadata> AdmissionResponse mutate(Admission<T> kind, AdmissionRequest request) {
        if (!"CREATE".equals(request.operation()) || !request.isWholeObject()) {
            return Responses.allowed(List.of());
        }
        try {
            return kind.defaults(request.object("object", kind.type()), request.isDryRun())
                    .map(Responses::patched)
                    .orElseGet(() -> Responses.allowed(List.of()));
        } catch (UnreadableException e) {
            return Responses.allowed(List.of());
        }
    }

    private static <T extends HasMetadata> AdmissionResponse validate(Admission<T> kind, AdmissionRequest request) {
        if (!request.isWholeObject()) {
            return Responses.allowed(List.of());
        }
        try {
            var verdict =
                    switch (request.operation()) {
                        case "CREATE" -> kind.validateCreate(request.object("object", kind.type()));
                        case "UPDATE" ->
                            kind.validateUpdate(
                                    request.object("oldObject", kind.type()), request.object("object", kind.type()));
                        case "DELETE" -> kind.validateDelete(request.object("oldObject", kind.type()));
                        default -> Verdict.FINE;
                    };
            return verdict.isAllowed()
                    ? Responses.allowed(verdict.warnings())
                    : Responses.denied(kind.type(), request.name(), verdict);
        } catch (UnreadableException e) {
            return "DELETE".equals(request.operation())
                    ? Responses.allowed(List.of())
                    : Responses.denied(kind.type(), request.name(), new Verdict(List.of(e.error()), List.of()));
        }
    }
}
