package io.metal3.ipam.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The store of the mock server, with what the manager and kubectl rely on and it lacks: the name of a conflict, patches that hold
 * only for a certain uid or state, deletions that hold only for a certain version, an answer to the patch that ends an object,
 * discovery and tables. One request at a time, so that a condition still holds when it is acted upon.
 */
final class InJvmDispatcher extends KubernetesCrudDispatcher {

    private static final int OK = 200;
    private static final int ERROR = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int NOT_ACCEPTABLE = 406;
    private static final int UNPROCESSABLE = 422;

    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    InJvmDispatcher() {
        super(List.of());
    }

    @Override
    public synchronized MockResponse dispatch(RecordedRequest request) {
        var response =
                switch (request.method()) {
                    case GET -> get(request);
                    case POST -> create(request);
                    case PATCH -> patch(request);
                    case DELETE -> delete(request);
                    default -> super.dispatch(request);
                };
        if (response.getBody() != null) {
            response.setHeader("Content-Type", "application/json");
        }
        return response;
    }

    private MockResponse get(RecordedRequest request) {
        var path = withoutQuery(request.getPath());
        var discovered = InJvmDiscovery.answer(path, definitions());
        if (discovered.isPresent()) {
            return ok(discovered.get());
        }
        if (request.getPath().contains("watch=") && request.getHeader("Upgrade") == null) {
            return failure(NOT_ACCEPTABLE, "NotAcceptable", "the mock API server has no watch over plain HTTP; do without --watch or --wait");
        }
        var response = super.dispatch(request);
        if (response.code() == NOT_FOUND) {
            return failure(NOT_FOUND, "NotFound", path + " not found");
        }
        var accept = request.getHeader("Accept");
        return accept == null || !accept.contains("as=Table") || response.getBody() == null
                ? response
                : InJvmTables.table(path, definitions(), body(response)).map(InJvmDispatcher::ok).orElse(response);
    }

    private MockResponse create(RecordedRequest request) {
        var path = withoutQuery(request.getPath());
        var text = utf8(request);
        var response = super.dispatch(with(request, path, path.equals(DEFINITIONS) ? established(text) : text));
        return response.code() == CONFLICT
                ? failure(CONFLICT, "AlreadyExists", body(response).path("message").asText())
                : response;
    }

    /** The kinds that a definition names are there at once, and it says so as an API server does. */
    private static String established(String definition) {
        ObjectNode object = Serialization.unmarshal(definition, ObjectNode.class);
        object.putObject("status").putArray("conditions").addObject().put("type", "Established").put("status", "True");
        return object.toString();
    }

    private MockResponse patch(RecordedRequest request) {
        var path = withoutQuery(request.getPath());
        var current = current(path);
        if (current.isEmpty()) {
            return failure(NOT_FOUND, "NotFound", path + " not found");
        }
        var text = utf8(request);
        var patch = Serialization.unmarshal(text, JsonNode.class);
        if (patch.isArray()) {
            for (var operation : patch) {
                if (operation.path("op").asText().equals("test")
                        && !current.get().at(operation.path("path").asText()).equals(operation.get("value"))) {
                    return failure(UNPROCESSABLE, "Invalid", "the server rejected our request: test of "
                            + operation.path("path").asText() + " failed");
                }
            }
        } else if (differs(patch.at("/metadata/uid"), current.get().at("/metadata/uid"))
                || differs(patch.at("/metadata/resourceVersion"), current.get().at("/metadata/resourceVersion"))) {
            return modified(path);
        }
        var response = super.dispatch(with(request, path, text));
        // It was in deletion and has lost its last finalizer: a real API server shows it once more.
        return response.code() < ERROR && (response.getBody() == null || response.getBody().size() == 0)
                ? ok(current.get().toString())
                : response;
    }

    private MockResponse delete(RecordedRequest request) {
        var path = withoutQuery(request.getPath());
        var options = utf8(request);
        var wanted = options.isEmpty() ? null : Serialization.unmarshal(options, JsonNode.class).get("preconditions");
        var current = current(path);
        if (current.isEmpty()) {
            return failure(NOT_FOUND, "NotFound", path + " not found");
        }
        if (wanted != null
                && (differs(wanted.path("uid"), current.get().at("/metadata/uid"))
                        || differs(wanted.path("resourceVersion"), current.get().at("/metadata/resourceVersion")))) {
            return modified(path);
        }
        return super.dispatch(with(request, path, ""));
    }

    private JsonNode definitions() {
        return body(handleGet(DEFINITIONS)).path("items");
    }

    private Optional<JsonNode> current(String path) {
        var response = handleGet(path.replaceFirst("/status$", ""));
        return response.code() == NOT_FOUND ? Optional.empty() : Optional.of(body(response));
    }

    private static boolean differs(JsonNode wanted, JsonNode actual) {
        return !wanted.isMissingNode() && !wanted.isNull() && !wanted.equals(actual);
    }

    private static MockResponse ok(String body) {
        return new MockResponse().setResponseCode(OK).setBody(body);
    }

    private static MockResponse modified(String path) {
        return failure(CONFLICT, "Conflict", path + ": the object has been modified; please apply your changes to the latest version");
    }

    private static MockResponse failure(int code, String reason, String message) {
        return new MockResponse()
                .setResponseCode(code)
                .setHeader("Content-Type", "application/json")
                .setBody(Serialization.asJson(new io.fabric8.kubernetes.api.model.StatusBuilder()
                        .withStatus("Failure")
                        .withCode(code)
                        .withReason(reason)
                        .withMessage(message)
                        .build()));
    }

    private static JsonNode body(MockResponse response) {
        return Serialization.unmarshal(new String(response.getBody().getBytes(), StandardCharsets.UTF_8), JsonNode.class);
    }

    private static String utf8(RecordedRequest request) {
        return request.getBody() == null ? "" : new String(request.getBody().getBytes(), StandardCharsets.UTF_8);
    }

    private static String withoutQuery(String path) {
        return path.replaceFirst("\\?.*$", "");
    }

    private static RecordedRequest with(RecordedRequest request, String path, String body) {
        return new RecordedRequest(
                request.getHttpVersion(),
                HttpMethod.valueOf(request.getMethod()),
                path,
                request.getHeaders(),
                new Buffer(body.getBytes(StandardCharsets.UTF_8)));
    }
}
