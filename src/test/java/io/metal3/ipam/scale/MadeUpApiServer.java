package io.metal3.ipam.scale;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Answers as an API server would that holds a {@link Population}: lists with {@code limit} and {@code continue}, watches over
 * WebSocket in which nothing happens. A write is answered as if it were done, and forgotten. On a free port of the loopback. Every object
 * is written out before the first request, so that answering takes no time from the one who asks, on a machine of few cores.
 */
final class MadeUpApiServer implements AutoCloseable {

    private static final String VERSION = "9000000";
    private static final Buffer NOT_FOUND = Buffer.buffer(
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"reason\":\"NotFound\",\"code\":404}");

    private final Vertx vertx = Vertx.vertx();
    private final Population population;
    private final List<byte[]> claims;
    private final List<byte[]> addresses;
    private final HttpServer server;
    private final AtomicInteger writes = new AtomicInteger();
    private final CompletableFuture<Long> firstAddress = new CompletableFuture<>();
    private final CompletableFuture<Long> poolReported = new CompletableFuture<>();

    MadeUpApiServer(Population population) {
        this.population = population;
        claims = Stream.concat(Stream.of(population.newcomer()), IntStream.range(0, population.claims()).mapToObj(population::claim))
                .map(text -> text.getBytes(UTF_8))
                .toList();
        addresses = IntStream.range(0, population.addresses()).mapToObj(i -> population.address(i).getBytes(UTF_8)).toList();
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
                reply(request, Buffer.buffer(text.replaceFirst(
                        "\"metadata\":\\{",
                        "\"metadata\":{\"uid\":\"11111111-1111-1111-1111-111111111111\",\"resourceVersion\":\"" + VERSION + "\",")));
            } else {
                reply(request, Buffer.buffer(path.contains("/ippools") ? population.pool() : population.newcomer()));
            }
        });
    }

    private Buffer list(HttpServerRequest request, String kind) {
        return switch (kind) {
            case "ippools" -> page("IPPool", "", List.of(population.pool().getBytes(UTF_8)));
            case "ipclaims" -> page(request, "IPClaim", claims);
            case "ipaddresses" -> page(request, "IPAddress", addresses);
            case "customresourcedefinitions" -> page("CustomResourceDefinition", "", List.of());
            default -> NOT_FOUND;
        };
    }

    private static Buffer page(HttpServerRequest request, String kind, List<byte[]> all) {
        var from = Integer.parseInt(request.getParam("continue", "0"));
        var limit = Integer.parseInt(request.getParam("limit", Integer.toString(all.size())));
        var to = Math.min(all.size(), from + limit);
        var next = to < all.size() ? ",\"continue\":\"" + to + "\",\"remainingItemCount\":" + (all.size() - to) : "";
        return page(kind, next, all.subList(from, to));
    }

    private static Buffer page(String kind, String next, List<byte[]> items) {
        var result = Buffer.buffer("{\"kind\":\"" + kind + "List\",\"apiVersion\":\"ipam.metal3.io/v1alpha1\","
                + "\"metadata\":{\"resourceVersion\":\"" + VERSION + "\"" + next + "},\"items\":[");
        for (int i = 0; i < items.size(); i++) {
            result.appendString(i == 0 ? "" : ",").appendBytes(items.get(i));
        }
        return result.appendString("]}");
    }

    private static void reply(HttpServerRequest request, Buffer body) {
        request.response()
                .setStatusCode(body.equals(NOT_FOUND) ? 404 : 200)
                .putHeader("Content-Type", "application/json")
                .end(body);
    }
}
