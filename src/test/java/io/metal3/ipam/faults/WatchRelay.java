package io.metal3.ipam.faults;

import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import java.time.Duration;

/** One watch on its way from the API server to the manager: every message is one event. */
final class WatchRelay {

    private static final String EXPIRED =
            """
            {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure",\
            "message":"too old resource version: 1 (2)","reason":"Expired","code":410}}""";

    private final String path;
    private final Vertx vertx;
    private final WebSocket upstream;
    private final ServerWebSocket downstream;
    private volatile boolean stalled;
    private volatile boolean dead;
    private volatile boolean spared;

    WatchRelay(String path, Vertx vertx, WebSocket upstream, ServerWebSocket downstream) {
        this.path = path;
        this.vertx = vertx;
        this.upstream = upstream;
        this.downstream = downstream;
    }

    /** What is watched: the path of the request. */
    String path() {
        return path;
    }

    /** Nothing comes through it any more. */
    void die() {
        dead = true;
    }

    /** Nothing more befalls it. What was dead is known to be from now on, as when the machine in between has come back. */
    void spare() {
        spared = true;
        if (dead) {
            cut();
        } else if (stalled) {
            goOn();
        }
    }

    /** Breaks without a word, as when a machine between the two is switched off. */
    void cut() {
        upstream.close();
        vertx.runOnContext(now -> downstream.close());
    }

    /**
     * Begins.
     *
     * @param ended is run when the one who watches is gone
     */
    void run(WatchFault fault, Runnable ended) {
        upstream.textMessageHandler(this::event);
        upstream.exceptionHandler(e -> {});
        downstream.exceptionHandler(e -> {});
        upstream.closeHandler(end -> {
            if (!dead) {
                downstream.close();
            }
        });
        downstream.closeHandler(end -> {
            upstream.close();
            ended.run();
        });
        downstream.drainHandler(room -> {
            if (!stalled) {
                upstream.resume();
            }
        });
        upstream.resume();
        switch (fault) {
            case WatchFault.None none -> {}
            case WatchFault.TurnedAway away -> throw new IllegalArgumentException("not begun: " + away);
            case WatchFault.Cut(var after) -> in(after, this::cut);
            case WatchFault.Expired(var after) -> in(after, this::expire);
            case WatchFault.Stalled(var after, var by) -> in(after, () -> stall(by));
            case WatchFault.Dead(var after) -> in(after, this::die);
        }
    }

    private void event(String text) {
        if (!dead && !downstream.isClosed()) {
            downstream.writeTextMessage(text);
            if (downstream.writeQueueFull()) {
                upstream.pause();
            }
        }
    }

    private void expire() {
        if (!downstream.isClosed()) {
            downstream.writeTextMessage(EXPIRED);
        }
        upstream.close();
    }

    private void stall(Duration time) {
        stalled = true;
        upstream.pause();
        in(time, this::goOn);
    }

    private void goOn() {
        stalled = false;
        upstream.resume();
    }

    private void in(Duration time, Runnable action) {
        vertx.setTimer(time.toMillis(), timer -> {
            if (!spared) {
                action.run();
            }
        });
    }
}
