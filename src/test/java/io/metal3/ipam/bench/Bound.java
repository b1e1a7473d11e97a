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
    private final Wire wire;

    /** Begins to watch; there are no claims yet. */
    Bound(Wire.Endpoint endpoint, ClaimKind kind, String namespace, int count) throws IOException {
        field = kind.statusField();
        missing = new CountDownLatch(count);
        wire = endpoint.connect();
        var events = wire.stream(kind.claims(namespace) + "?watch=1&timeoutSeconds=36000");
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
        wire.close();
    }

    private void watch(InputStream events) {
        try (var parser = JSON.createParser(events)) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                nextBound(parser).filter(name -> times.putIfAbsent(name, System.nanoTime()) == null).ifPresent(name -> missing.countDown());
            }
        } catch (IOException e) {
            // The end of the run, or of the API server: whoever waits gives up in time.
            System.err.println("The watch ended: " + e.getMessage());
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
                case null -> throw new IOException("no more events");
                default -> {}
            }
        }
        return bound ? Optional.of(name) : Optional.empty();
    }
}
