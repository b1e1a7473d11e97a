package io.metal3.ipam.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Watches the claims of a namespace and notes when each of them names its address for the first time. */
final class Bound implements AutoCloseable {

    private static final JsonFactory JSON = new JsonFactory();

    private final Map<String, Long> times = new ConcurrentHashMap<>();
    private final CountDownLatch missing;
    private final String field;
    private final Wire.Endpoint endpoint;
    private final String path;
    private volatile Wire wire;
    private volatile boolean closed;

    /** Begins to watch; there are no claims yet. */
    Bound(Wire.Endpoint endpoint, ClaimKind kind, String namespace, int count) throws IOException {
        this.endpoint = endpoint;
        field = kind.statusField();
        missing = new CountDownLatch(count);
        path = kind.claims(namespace) + "?watch=1&timeoutSeconds=36000";
        wire = endpoint.connect();
        var events = wire.stream(path);
        var thread = new Thread(() -> watch(events), "watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** When the claims named their addresses, by {@link System#nanoTime}; returns once all do. */
    Map<String, Long> await() throws InterruptedException {
        missing.await();
        return times;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        wire.close();
    }

    /** The API server ends a watch when the definition of its kind changes, be it ever so little: then it is begun anew, with all there is. */
    private void watch(InputStream first) {
        try {
            for (var events = first; !closed; events = wire.stream(path)) {
                read(events);
                if (!closed) {
                    wire.close();
                    wire = endpoint.connect();
                }
            }
        } catch (IOException e) {
            if (!closed) {
                System.err.println("The watch ended: " + e.getMessage());
                Runtime.getRuntime().halt(1);
            }
        }
    }

    private void read(InputStream events) throws IOException {
        try (var parser = JSON.createParser(events)) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                nextBound(parser).filter(name -> times.putIfAbsent(name, System.nanoTime()) == null).ifPresent(name -> missing.countDown());
            }
        }
    }

    /** The name of the claim that the event shows, if it has its address. */
    private Optional<String> nextBound(JsonParser parser) throws IOException {
        String name = "";
        boolean bound = false;
        for (int depth = 1; depth > 0; ) {
            switch (parser.nextToken()) {
                case START_OBJECT -> {
                    var key = parser.currentName();
                    if (depth == 1 || (depth == 2 && ("metadata".equals(key) || "status".equals(key)))) {
                        depth++;
                    } else {
                        bound |= depth == 3 && field.equals(key);
                        parser.skipChildren();
                    }
                }
                case START_ARRAY -> parser.skipChildren();
                case END_OBJECT -> depth--;
                case VALUE_STRING -> {
                    if (depth == 3 && "name".equals(parser.currentName())) {
                        name = parser.getText();
                    }
                }
                case null -> depth = 0;
                default -> {}
            }
        }
        return bound ? Optional.of(name) : Optional.empty();
    }
}
