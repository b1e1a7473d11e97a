package io.metal3.ipam.faults;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.metal3.ipam.kube.ConnectionFactory;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What the manager takes for the API server: it passes on what it is asked, to the real one, and is as bad at it as the
 * {@link Weather} says. Whoever asks is let in, and asks in the name of one user.
 */
final class FaultyApiServer implements AutoCloseable {

    private static final int LARGEST_EVENT = 8 << 20;
    private static final Duration START = Duration.ofSeconds(20);
    private static final String IN_VAIN = "In vain ";

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private volatile Weather weather = Weather.fair();
    private volatile boolean down;
    private volatile Predicate<Call> toHold = call -> false;
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private final Upstream upstream;
    private final HttpServer server;

    /** Lists that may be shown once more when they are out of date, by what was asked. */
    private final Map<String, Page> lists = new ConcurrentHashMap<>();

    private final Set<WatchRelay> relays = ConcurrentHashMap.newKeySet();
    private final Tally tally = new Tally();
    private final Journal journal;

    private FaultyApiServer(Config admin, String user, Journal journal) {
        this.journal = journal;
        upstream = new Upstream(vertx, admin, user, LARGEST_EVENT);
        server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setMaxWebSocketFrameSize(LARGEST_EVENT)
                        .setMaxWebSocketMessageSize(LARGEST_EVENT))
                .requestHandler(this::serve)
                .exceptionHandler(e -> {});
    }

    /** Returns when it answers. */
    static FaultyApiServer before(Config admin, String user, Journal journal) {
        var result = new FaultyApiServer(admin, user, journal);
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

    /** From now on nothing more goes wrong, and whatever is dead is known to be. What has been sent late is still on its way. */
    void clearUp() {
        weather.calm();
        relays.forEach(WatchRelay::spare);
    }

    /** From now on nobody is answered, and no watch goes on. */
    void goDown() {
        down = true;
        relays.forEach(WatchRelay::cut);
    }

    void comeBack() {
        down = false;
    }

    /** How often somebody has asked for this watch in vain. */
    int inVain(String path) {
        return counts().getOrDefault(IN_VAIN + path, 0);
    }

    /**
     * From now on nothing comes through those watches that there are, and nobody is told that they are dead.
     *
     * @param path which ones, by what is watched
     */
    void loseWatches(Predicate<String> path) {
        relays.stream().filter(relay -> path.test(relay.path())).forEach(WatchRelay::die);
    }

    /** From now on what is asked so waits on its way. */
    void hold(Predicate<Call> what) {
        toHold = what;
    }

    /** How much of it waits. */
    int held() {
        return held.size();
    }

    /** From now on nothing waits any more. */
    void letThrough() {
        toHold = call -> false;
        for (var one = held.poll(); one != null; one = held.poll()) {
            one.run();
        }
    }

    /**
     * Who takes this for the API server.
     *
     * @param silence how long nothing may come through a watch before it is begun anew
     */
    KubernetesClient client(Duration silence) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty()).withMasterUrl(address().toString()).build())
                .withHttpClientFactory(new ConnectionFactory(silence))
                .build();
    }

    /** The same for a process: a file in this folder, for as long as this JVM runs. */
    Path kubeconfig(Path folder) {
        var text = """
                apiVersion: v1
                kind: Config
                current-context: anybody
                contexts:
                - name: anybody
                  context: {cluster: bad, user: anybody}
                clusters:
                - name: bad
                  cluster: {server: "%s"}
                users:
                - name: anybody
                  user: {}
                """.formatted(address());
        try {
            Files.createDirectories(folder);
            var file = Files.createTempFile(folder, "kubeconfig", ".yaml").toAbsolutePath();
            file.toFile().deleteOnExit();
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** How often which fault has befallen somebody. */
    Map<String, Integer> counts() {
        return tally.counts();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void serve(HttpServerRequest request) {
        if (down) {
            tally.add(IN_VAIN + request.path());
            request.connection().close();
        } else if (request.headers().contains("Upgrade", "websocket", true)) {
            watch(request);
        } else if (Exchange.isWatch(request)) {
            stream(new Exchange(request, Buffer.buffer(), upstream));
        } else {
            request.body().onSuccess(body -> serve(new Exchange(request, body, upstream)));
        }
    }

    private void serve(Exchange exchange) {
        if (toHold.test(exchange.call())) {
            held.add(() -> vertx.runOnContext(now -> send(exchange)));
        } else {
            send(exchange);
        }
    }

    private void send(Exchange exchange) {
        var fault = weather.over(exchange.call());
        if (!(fault instanceof Fault.None)) {
            tally.add(fault.getClass().getSimpleName());
        }
        journal.asked(exchange, fault);
        switch (fault) {
            case Fault.None none -> ask(exchange).onComplete(exchange::answer);
            case Fault.SlowRequest(var by) -> after(by, () -> ask(exchange).onComplete(exchange::answer));
            case Fault.SlowAnswer(var by) -> ask(exchange).onComplete(answer -> after(by, () -> exchange.answer(answer)));
            case Fault.LostRequest lost -> exchange.breakOff();
            case Fault.LostAnswer lost -> passOn(exchange).onComplete(answer -> exchange.breakOff());
            case Fault.Straggler(var by) -> {
                exchange.breakOff();
                after(by, () -> passOn(exchange));
            }
            case Fault.TurnedAway(var code) -> exchange.refuse(code);
            case Fault.DeniedDeed(var code) -> passOn(exchange).onComplete(answer -> exchange.refuse(code));
            case Fault.StaleList stale -> showAsBefore(exchange);
        }
    }

    private Future<Page> ask(Exchange exchange) {
        return passOn(exchange).onSuccess(page -> {
            if (exchange.mayBeStale() && page.code() == HttpURLConnection.HTTP_OK) {
                lists.put(exchange.uri(), page);
            }
        });
    }

    private Future<Page> passOn(Exchange exchange) {
        return exchange.passOn().onSuccess(page -> journal.answered(exchange, page));
    }

    private void showAsBefore(Exchange exchange) {
        var before = exchange.mayBeStale() ? lists.get(exchange.uri()) : null;
        if (before == null) {
            ask(exchange).onComplete(exchange::answer);
        } else {
            tally.add("StaleListServed");
            exchange.answer(before);
        }
    }

    private void stream(Exchange exchange) {
        exchange.stream();
        if (weather.overWatch(exchange.call().path()) instanceof WatchFault.Cut(var after)) {
            after(after, exchange::breakOff);
        }
    }

    private void watch(HttpServerRequest request) {
        var exchange = new Exchange(request, Buffer.buffer(), upstream);
        var fault = weather.overWatch(exchange.call().path());
        if (!(fault instanceof WatchFault.None)) {
            tally.add("Watch" + fault.getClass().getSimpleName());
        }
        if (fault instanceof WatchFault.TurnedAway(var code)) {
            exchange.refuse(code);
            return;
        }
        request.pause();
        upstream.watch(request)
                .onFailure(failure -> {
                    if (failure instanceof UpgradeRejectedException rejected) {
                        exchange.refuse(rejected.getStatus());
                    } else {
                        exchange.breakOff();
                    }
                })
                .onSuccess(up -> request.toWebSocket().onFailure(failure -> up.close()).onSuccess(down -> relay(exchange.call().path(), up, down, fault)));
    }

    private void relay(String path, WebSocket up, ServerWebSocket down, WatchFault fault) {
        var relay = new WatchRelay(path, vertx, up, down);
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

    private void after(Duration time, Runnable action) {
        vertx.setTimer(time.toMillis(), timer -> action.run());
    }
}
