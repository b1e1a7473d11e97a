package io.metal3.ipam.faults;

import io.fabric8.kubernetes.client.Config;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the manager takes for the API server: it passes on what it is asked, to the real one, and is as bad at it as the
 * {@link Weather} says. Whoever asks is let in, and asks in the name of one user.
 */
final class FaultyApiServer implements AutoCloseable {

    private static final int CONNECTIONS = 512;
    private static final int LARGEST_EVENT = 8 << 20;
    private static final Duration START = Duration.ofSeconds(20);

    /** An answer of the real server that may be given once more, when it is out of date. */
    private record Page(int code, Map<String, String> headers, Buffer body) {}

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private volatile Weather weather = Weather.fair();
    private final URI upstream;
    private final Map<String, String> identity;
    private final HttpClient client;
    private final WebSocketClient watches;
    private final HttpServer server;
    private final Map<String, Page> lists = new ConcurrentHashMap<>();
    private final Set<WatchRelay> relays = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    private FaultyApiServer(Config admin, String user) {
        upstream = URI.create(admin.getMasterUrl());
        identity = Map.of("Authorization", "Bearer " + admin.getAutoOAuthToken(), "Impersonate-User", user);
        client = vertx.createHttpClient(trusting(admin, new HttpClientOptions().setMaxPoolSize(CONNECTIONS).setConnectTimeout(2_000)));
        watches = vertx.createWebSocketClient(trusting(
                admin,
                new WebSocketClientOptions()
                        .setMaxConnections(CONNECTIONS)
                        .setMaxFrameSize(LARGEST_EVENT)
                        .setMaxMessageSize(LARGEST_EVENT)
                        .setConnectTimeout(2_000)));
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setMaxWebSocketFrameSize(LARGEST_EVENT)
                        .setMaxWebSocketMessageSize(LARGEST_EVENT))
                .requestHandler(this::serve)
                .exceptionHandler(e -> {});
    }

    /** Returns when it answers. */
    static FaultyApiServer before(Config admin, String user) {
        var result = new FaultyApiServer(admin, user);
        try {
            result.server.listen(0).toCompletionStage().toCompletableFuture().get(START.toSeconds(), TimeUnit.SECONDS);
            return result;
        } catch (Exception e) {
            result.close();
            throw new IllegalStateException("cannot listen", e);
        }
    }

    /** From now on the weather is another. */
    void stand(Weather now) {
        weather = now;
    }

    /** From now on nothing comes through the watches that there are, and nobody is told that they are dead. */
    void loseWatches() {
        relays.forEach(WatchRelay::die);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** How often which fault has befallen somebody. */
    Map<String, Integer> counts() {
        var result = new TreeMap<String, Integer>();
        counts.forEach((name, count) -> result.put(name, count.get()));
        return result;
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void serve(HttpServerRequest request) {
        if (request.headers().contains("Upgrade", "websocket", true)) {
            watch(request);
        } else if (Objects.requireNonNullElse(request.query(), "").contains("watch=true")) {
            new Exchange(request, Buffer.buffer()).stream();
        } else {
            request.body().onSuccess(body -> serve(new Exchange(request, body)));
        }
    }

    private void serve(Exchange exchange) {
        var fault = weather.over(exchange.call());
        count(fault, fault.getClass().getSimpleName());
        switch (fault) {
            case Fault.None none -> exchange.passOn().onComplete(exchange::answer);
            case Fault.SlowRequest(var by) -> after(by, () -> exchange.passOn().onComplete(exchange::answer));
            case Fault.SlowAnswer(var by) ->
                exchange.passOn().onComplete(answer -> after(by, () -> exchange.answer(answer)));
            case Fault.LostRequest lost -> exchange.breakOff();
            case Fault.LostAnswer lost -> exchange.passOn().onComplete(answer -> exchange.breakOff());
            case Fault.Straggler(var by) -> {
                exchange.breakOff();
                after(by, exchange::passOn);
            }
            case Fault.TurnedAway(var code) -> exchange.refuse(code);
            case Fault.DeniedDeed(var code) -> exchange.passOn().onComplete(answer -> exchange.refuse(code));
            case Fault.StaleList stale -> exchange.answerAsBefore();
        }
    }

    private void watch(HttpServerRequest request) {
        var refusal = new Exchange(request, Buffer.buffer());
        var fault = weather.overWatch(refusal.call().path());
        count(fault, "Watch" + fault.getClass().getSimpleName());
        if (fault instanceof WatchFault.TurnedAway(var code)) {
            refusal.refuse(code);
            return;
        }
        var options = new WebSocketConnectOptions()
                .setHost(upstream.getHost())
                .setPort(upstream.getPort())
                .setSsl(true)
                .setURI(request.uri());
        identity.forEach(options::addHeader);
        options.addHeader("Origin", upstream.toString());
        request.pause();
        watches.connect(options)
                .onFailure(failure -> {
                    if (failure instanceof UpgradeRejectedException rejected) {
                        refusal.refuse(rejected.getStatus());
                    } else {
                        refusal.breakOff();
                    }
                })
                .onSuccess(up -> {
                    // Until somebody listens.
                    up.pause();
                    request.toWebSocket().onFailure(failure -> up.close()).onSuccess(down -> relay(up, down, fault));
                });
    }

    private void relay(WebSocket up, ServerWebSocket down, WatchFault fault) {
        var relay = new WatchRelay(vertx, up, down);
        relays.add(relay);
        try {
            relay.run(fault, () -> relays.remove(relay));
        } catch (IllegalStateException closed) {
            // One of them is gone already, and so has the other to be.
            relays.remove(relay);
            up.close();
            down.close();
        }
    }

    private void count(Object fault, String name) {
        if (!(fault instanceof Fault.None) && !(fault instanceof WatchFault.None)) {
            counts.computeIfAbsent(name, key -> new AtomicInteger()).incrementAndGet();
        }
    }

    private void after(Duration time, Runnable action) {
        vertx.setTimer(time.toMillis(), timer -> action.run());
    }

    private static <O extends ClientOptionsBase> O trusting(Config admin, O options) {
        var certificate = Buffer.buffer(Base64.getDecoder().decode(admin.getCaCertData()));
        options.setSsl(true).setTrustOptions(new PemTrustOptions().addCertValue(certificate));
        return options;
    }

    /** One request and what becomes of it. */
    private final class Exchange {
        private final HttpServerRequest request;
        private final Buffer body;
        private final Call call;

        Exchange(HttpServerRequest request, Buffer body) {
            this.request = request;
            this.body = body;
            this.call = Call.of(
                    request.method().name(),
                    Objects.requireNonNullElse(request.path(), ""),
                    Objects.requireNonNullElse(request.query(), ""));
        }

        Call call() {
            return call;
        }

        /** A watch without a WebSocket: what the client falls back to where it takes the server to know none. */
        void stream() {
            ask().onFailure(failure -> breakOff()).onSuccess(answer -> {
                request.response().setStatusCode(answer.statusCode()).setChunked(true);
                answer.pipeTo(request.response()).onFailure(failure -> breakOff());
            });
            if (weather.overWatch(call.path()) instanceof WatchFault.Cut(var after)) {
                after(after, this::breakOff);
            }
        }

        Future<Page> passOn() {
            return ask().compose(answer -> answer.body().map(content -> page(answer, content)));
        }

        private Future<HttpClientResponse> ask() {
            var options = new RequestOptions()
                    .setHost(upstream.getHost())
                    .setPort(upstream.getPort())
                    .setMethod(HttpMethod.valueOf(call.method()))
                    .setURI(request.uri());
            return client.request(options)
                    .compose(up -> {
                        for (var name : List.of("Accept", "Content-Type", "User-Agent")) {
                            var value = request.getHeader(name);
                            if (value != null) {
                                up.putHeader(name, value);
                            }
                        }
                        identity.forEach(up::putHeader);
                        return up.send(body);
                    });
        }

        private Page page(HttpClientResponse answer, Buffer content) {
            var type = Objects.requireNonNullElse(answer.getHeader(HttpHeaders.CONTENT_TYPE), "application/json");
            return new Page(answer.statusCode(), Map.of("Content-Type", type), content);
        }

        /** Whatever has happened to the real server looks from here like a connection that breaks. */
        void answer(AsyncResult<Page> result) {
            if (result.failed()) {
                breakOff();
                return;
            }
            var page = result.result();
            if (mayBeStale() && page.code() == 200) {
                lists.put(request.uri(), page);
            }
            answer(page);
        }

        void answerAsBefore() {
            var before = mayBeStale() ? lists.get(request.uri()) : null;
            if (before == null) {
                passOn().onComplete(this::answer);
            } else {
                counts.computeIfAbsent("StaleListServed", key -> new AtomicInteger()).incrementAndGet();
                answer(before);
            }
        }

        /** Any version will do, says the one who asks. */
        private boolean mayBeStale() {
            return !call.isWrite() && Objects.requireNonNullElse(request.query(), "").contains("resourceVersion=0");
        }

        void refuse(int code) {
            var reason = code == 409 ? "Conflict" : code == 410 ? "Expired" : code == 429 ? "TooManyRequests" : "InternalError";
            var text = """
                    {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"this server is a bad one",\
                    "reason":"%s","code":%d}""".formatted(reason, code);
            answer(new Page(code, Map.of("Content-Type", "application/json"), Buffer.buffer(text)));
        }

        void breakOff() {
            request.connection().close();
        }

        private void answer(Page page) {
            var response = request.response();
            if (!response.ended() && !response.closed()) {
                page.headers().forEach(response::putHeader);
                response.setStatusCode(page.code()).end(page.body());
            }
        }
    }
}
