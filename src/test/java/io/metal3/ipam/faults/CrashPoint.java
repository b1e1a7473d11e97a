package io.metal3.ipam.faults;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where the manager ends, without a word: before a write of the protocol leaves it, or when its answer arrives. It is the client that
 * it has for its port to the API server, so that nothing in it knows of the end that awaits it.
 *
 * @param time the first, second, ... of these writes
 */
record CrashPoint(Step step, Step.Kinds kinds, boolean after, int time) {

    /** What a process ends with that has come to its point: no JVM ends so by itself. */
    static final int EXIT = 77;

    static CrashPoint parse(String text) {
        var parts = text.split(",", -1);
        return new CrashPoint(
                Step.valueOf(parts[0]), Step.Kinds.valueOf(parts[1]), Boolean.parseBoolean(parts[2]), Integer.parseInt(parts[3]));
    }

    String text() {
        return step.name() + "," + kinds + "," + after + "," + time;
    }

    Interceptor interceptor() {
        return new Fuse();
    }

    @Override
    public String toString() {
        return (after ? "after " : "before ") + step + ", " + kinds.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Ends the JVM. */
    private final class Fuse implements Interceptor {
        private final AtomicInteger seen = new AtomicInteger();

        @Override
        public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
            if (!after && hits(request)) {
                Runtime.getRuntime().halt(EXIT);
            }
        }

        @Override
        public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
            if (after && response.isSuccessful() && hits(request)) {
                Runtime.getRuntime().halt(EXIT);
            }
        }

        private boolean hits(HttpRequest request) {
            return step.is(
                            request.method(),
                            request.uri().getPath(),
                            Objects.requireNonNullElse(request.bodyString(), ""),
                            kinds)
                    && seen.incrementAndGet() == time;
        }
    }
}
