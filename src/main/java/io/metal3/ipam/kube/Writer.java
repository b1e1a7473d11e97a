package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.internal.OperationSupport;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Sends writes to objects of one kind, each in one request, and reads no more of the answer than is needed. It goes below the
 * client's operations, which copy and parse whole objects for each request, and keeps what is beneath them: connections,
 * credentials, interceptors, retries, and how a failure is told. Thread-safe; failures rise as {@link KubernetesClientException}.
 *
 * @param <T> the kind of object
 */
public final class Writer<T extends HasMetadata> {

    private static final String JSON = "application/json";
    private static final String JSON_PATCH = "application/json-patch+json";
    private static final String MERGE_PATCH = "application/merge-patch+json";

    private final HttpClient http;

    /** The same, without a second try. */
    private final HttpClient once;

    private final KubernetesSerialization serialization;
    private final Class<T> type;
    private final String namespaces;
    private final String plural;
    private final long timeoutMillis;

    /** Makes a writer without memory. */
    public Writer(KubernetesClient client, Class<T> type) {
        this.http = client.getHttpClient();
        this.once = http.newBuilder().tag(new RequestConfigBuilder().withRequestRetryBackoffLimit(0).build()).build();
        this.serialization = client.getKubernetesSerialization();
        this.type = type;
        this.plural = HasMetadata.getPlural(type);
        this.timeoutMillis = client.getConfiguration().getRequestTimeout();
        var group = HasMetadata.getGroup(type);
        this.namespaces = client.getMasterUrl() + (group.isEmpty() ? "api/" : "apis/" + group + "/")
                + HasMetadata.getVersion(type) + "/namespaces/";
    }

    /**
     * Creates the object, or fails at once. A request that got no answer may be carried out long after the next one was, and makes
     * what has been deleted since: whoever asks again has to know it.
     */
    public Written create(T object) {
        var uri = namespaces + object.getMetadata().getNamespace() + "/" + plural;
        return written(once, once.newHttpRequestBuilder().uri(uri).post(JSON, serialization.asJson(object)));
    }

    /** Merges these fields into the object's metadata. */
    public Written metadata(String namespace, String name, Map<String, Object> fields) {
        return written(merge(namespace, name, fields));
    }

    /** The same for whoever wants to see the whole object then. */
    public T metadataOf(String namespace, String name, Map<String, Object> fields) {
        var request = merge(namespace, name, fields);
        var answer = send(http, request);
        return serialization.unmarshal(new ByteArrayInputStream(answer), type);
    }

    public Written json(String namespace, String name, JsonPatch patch) {
        return written(http.newHttpRequestBuilder().uri(at(namespace, name)).patch(JSON_PATCH, patch.text(serialization)));
    }

    /** Writes the status as a whole to the object with this uid: what is not in it is gone. */
    public Written status(HasMetadata object, Object status) {
        return status(object, JsonPatch.of(object.getMetadata().getUid()).set("/status", status));
    }

    /** The same, unless the object is in another version by now: then it is a conflict. */
    public Written statusOfVersion(HasMetadata object, String version, Object status) {
        var patch = JsonPatch.of(object.getMetadata().getUid())
                .set("/metadata/resourceVersion", version)
                .set("/status", status);
        return status(object, patch);
    }

    private Written status(HasMetadata object, JsonPatch patch) {
        var meta = object.getMetadata();
        return written(http.newHttpRequestBuilder()
                .uri(at(meta.getNamespace(), meta.getName()) + "/status")
                .patch(JSON_PATCH, patch.text(serialization)));
    }

    /** Deletes the object, and what it alone owns, in this version only. */
    public void delete(String namespace, String name, String resourceVersion) {
        var options = Map.of(
                "kind", "DeleteOptions",
                "apiVersion", "v1",
                "propagationPolicy", "Background",
                "preconditions", Map.of("resourceVersion", resourceVersion));
        send(http, http.newHttpRequestBuilder().uri(at(namespace, name)).delete(JSON, serialization.asJson(options)));
    }

    private HttpRequest.Builder merge(String namespace, String name, Map<String, Object> fields) {
        return http.newHttpRequestBuilder()
                .uri(at(namespace, name))
                .patch(MERGE_PATCH, serialization.asJson(Map.of("metadata", fields)));
    }

    private String at(String namespace, String name) {
        return namespaces + namespace + "/" + plural + "/" + name;
    }

    private Written written(HttpRequest.Builder builder) {
        return written(http, builder);
    }

    private Written written(HttpClient client, HttpRequest.Builder builder) {
        try {
            return Written.of(send(client, builder));
        } catch (IOException e) {
            // It was carried out, and yet nobody can tell what it has done.
            throw new KubernetesClientException("The answer to a write cannot be read: " + e.getMessage(), e);
        }
    }

    private byte[] send(HttpClient client, HttpRequest.Builder builder) {
        var request = builder.timeout(timeoutMillis, TimeUnit.MILLISECONDS).build();
        try {
            var response = client.sendAsync(request, byte[].class).get();
            if (!response.isSuccessful()) {
                throw failure(request, response);
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException(unanswered(request), new InterruptedIOException());
        } catch (ExecutionException e) {
            // In an exception of this thread, so that one can see who asked.
            if (e.getCause() instanceof KubernetesClientException refused) {
                throw refused.copyAsCause();
            }
            throw new KubernetesClientException(unanswered(request) + ": " + e.getCause(), e.getCause());
        }
    }

    private KubernetesClientException failure(HttpRequest request, HttpResponse<?> response) {
        return OperationSupport.requestFailure(request, OperationSupport.createStatus(response, serialization));
    }

    private static String unanswered(HttpRequest request) {
        return "No answer to " + request.method() + " " + request.uri();
    }
}
