package io.metal3.ipam.kube;

import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Makes HTTP clients that give up a connection on which nothing has come for so long. Where a machine in between loses a connection
 * without a word, a watch on it would show nothing any more and nobody would know: the client sends no pings, and begins a watch anew
 * only every five to ten minutes. But the API server lets each watch know once a minute how far it has come, if only by a bookmark.
 */
public final class SilenceLimit extends VertxHttpClientFactory {

    /** Half as long again as the API server is silent at most. A watch that is begun anew for nothing goes on where it was. */
    public static final Duration DEFAULT = Duration.ofSeconds(90);

    private final Duration limit;

    public SilenceLimit(Duration limit) {
        this.limit = limit;
    }

    @Override
    protected void additionalConfig(WebClientOptions options) {
        options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS).setReadIdleTimeout((int) limit.toMillis());
    }
}
