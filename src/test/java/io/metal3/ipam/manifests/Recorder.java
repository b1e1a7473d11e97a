package io.metal3.ipam.manifests;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/** Writes down what a client asks for, in the words of RBAC, and what the API server complains of. */
final class Recorder implements Interceptor {

    private final Set<String> asked = new ConcurrentSkipListSet<>();
    private final Set<String> warnings = new ConcurrentSkipListSet<>();
    private final Set<String> forbidden = new ConcurrentSkipListSet<>();

    KubernetesClient client(Config config) {
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(builder -> builder.addOrReplaceInterceptor("recorder", this))
                .build();
    }

    /** See {@link Rights}. */
    Set<String> asked() {
        return asked;
    }

    Set<String> warnings() {
        return warnings;
    }

    /** The requests that were refused for want of a right. */
    Set<String> forbidden() {
        return forbidden;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        var right = right(request.method(), request.uri());
        if (right != null) {
            asked.add(right);
        }
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<java.nio.ByteBuffer>> consumer) {
        look(request, response);
    }

    @Override
    public CompletableFuture<Boolean> afterFailure(BasicBuilder builder, HttpResponse<?> response, RequestTags tags) {
        if (response.request() != null) {
            look(response.request(), response);
        }
        return CompletableFuture.completedFuture(false);
    }

    private void look(HttpRequest request, HttpResponse<?> response) {
        var headers = response.headers("Warning");
        if (headers != null) {
            warnings.addAll(headers);
        }
        if (response.code() == 403) {
            forbidden.add(request.method() + " " + request.uri());
        }
    }

    /** Null for what is no resource, like the list of the kinds, which everybody may read. */
    private static @Nullable String right(String method, URI uri) {
        Deque<String> path = new ArrayDeque<>(Arrays.asList(uri.getPath().substring(1).split("/", -1)));
        var core = path.removeFirst().equals("api");
        if (path.size() < (core ? 2 : 3)) {
            return null;
        }
        var group = core ? "" : path.removeFirst();
        path.removeFirst();
        if (path.peekFirst().equals("namespaces") && path.size() > 2) {
            path.removeFirst();
            path.removeFirst();
        }
        var resource = path.removeFirst();
        var named = path.pollFirst() != null;
        var part = path.pollFirst();
        return Rights.named(verb(method, uri, named), part == null ? resource : resource + "/" + part, group);
    }

    private static String verb(String method, URI uri, boolean named) {
        return switch (method) {
            case "GET" -> named ? "get" : String.valueOf(uri.getQuery()).contains("watch=true") ? "watch" : "list";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "DELETE" -> named ? "delete" : "deletecollection";
            default -> method.toLowerCase(Locale.ROOT);
        };
    }
}
