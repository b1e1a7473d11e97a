package io.metal3.ipam.scale;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Answers as an API server would that holds a {@link Population}: lists with {@code limit} and {@code continue}, watches over
 * WebSocket in which nothing happens. A write is answered as if it were done, and forgotten. On a free port of the loopback.
 */
final class MadeUpApiServer implements AutoCloseable {

    private static final String VERSION = "9000000";

    private final Vertx vertx = Vertx.vertx();
    private final Population population;
    private final HttpServer server;
    private final AtomicInteger writes = new AtomicInteger();
    private final CompletableFuture<Long> firstAddress = new CompletableFuture<>();
    private final CompletableFuture<Long> poolReported = new CompletableFuture<>();

    MadeUpApiServer(Population population) {
        this.population = population;
        server = vertx.createHttpServer(new HttpServerOptions().setCompressionSupported(false))
                .webSocketHandler(socket -> {})
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** When the first IPAddress was created, by {@link System#nanoTime}. */
    CompletableFuture<Long> firstAddress() {
        return firstAddress;
    }

    /** When the status of the pool was written after that. */
    CompletableFuture<Long> poolReported() {
        return poolReported;
    }

    int writes() {
        return writes.get();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpServerRequest request) {
        var path = Objects.requireNonNull(request.path());
        if (HttpMethod.GET.equals(request.method())) {
            reply(request, list(request, path.substring(path.lastIndexOf('/') + 1)));
            return;
        }
        request.body().onSuccess(body -> {
            writes.incrementAndGet();
            if (path.endsWith("/status") && path.contains("/ippools/") && firstAddress.isDone()) {
                poolReported.complete(System.nanoTime());
            }
            if (path.endsWith("/ipaddresses")) {
                firstAddress.complete(System.nanoTime());
                var text = body.toString();
                // As it came, with what the API server adds to it.
                reply(request, text.replaceFirst("\"metadata\":\\{", "\"metadata\":{\"uid\":\"11111111-1111-1111-1111-111111111111\","
                        + "\"resourceVersion\":\"" + VERSION + "\","));
            } else {
                reply(request, path.contains("/ippools") ? population.pool() : population.newcomer());
            }
        });
    }

    private String list(HttpServerRequest request, String kind) {
        return switch (kind) {
            case "ippools" -> whole("IPPool", population.pool());
            case "ipclaims" ->
                page(request, "IPClaim", population.claims() + 1, i -> i == 0 ? population.newcomer() : population.claim(i - 1));
            case "ipaddresses" -> page(request, "IPAddress", population.addresses(), population::address);
            case "customresourcedefinitions" -> whole("CustomResourceDefinition", "");
            default -> "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"NotFound\",\"code\":404}";
        };
    }

    private static String page(HttpServerRequest request, String kind, int size, IntFunction<String> item) {
        var from = Integer.parseInt(request.getParam("continue", "0"));
        var limit = Integer.parseInt(request.getParam("limit", Integer.toString(size)));
        var to = Math.min(size, from + limit);
        var items = IntStream.range(from, to).mapToObj(item).collect(Collectors.joining(","));
        var next = to < size ? ",\"continue\":\"" + to + "\",\"remainingItemCount\":" + (size - to) : "";
        return list(kind, next, items);
    }

    private static String whole(String kind, String items) {
        return list(kind, "", items);
    }

    private static String list(String kind, String next, String items) {
        return "{\"kind\":\"" + kind + "List\",\"apiVersion\":\"ipam.metal3.io/v1alpha1\",\"metadata\":{\"resourceVersion\":\""
                + VERSION + "\"" + next + "},\"items\":[" + items + "]}";
    }

    private static void reply(HttpServerRequest request, String body) {
        request.response()
                .setStatusCode(body.contains("\"reason\":\"NotFound\"") ? 404 : 200)
                .putHeader("Content-Type", "application/json")
                .end(body);
    }
}
