package io.metal3.ipam.kube;

import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import io.netty.handler.ssl.DelegatingSslContext;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.spi.tls.SslContextFactory;
import io.vertx.ext.web.client.WebClientOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLEngine;

/**
 * Makes the connections to the API server.
 *
 * <p>They are given up when nothing has come on them for so long. Where a machine in between loses a connection without a word, a watch
 * on it would show nothing any more and nobody would know: the client sends no pings, and begins a watch anew only every five to ten
 * minutes. But the API server lets each watch know once a minute how far it has come, if only by a bookmark.
 *
 * <p>They are encrypted with what {@code jdk.tls.client.cipherSuites} says, in that order: the JDK's property, which Netty
 * does not look at.
 */
public final class ConnectionFactory extends VertxHttpClientFactory {

    /** How long a silence may be: half as long again as the API server is silent at most. A watch that is begun anew for nothing goes on where it was. */
    public static final Duration SILENCE = Duration.ofSeconds(90);

    private static final String CIPHER_SUITES = "jdk.tls.client.cipherSuites";

    private final Duration silence;

    /** Makes a factory of connections that may be silent so long. */
    public ConnectionFactory(Duration silence) {
        this.silence = silence;
    }

    @Override
    protected void additionalConfig(WebClientOptions options) {
        options.setIdleTimeoutUnit(TimeUnit.MILLISECONDS).setReadIdleTimeout((int) silence.toMillis());
        var suites = preferred();
        var engine = options.getSslEngineOptions();
        if (suites.length > 0 && engine instanceof JdkSSLEngineOptions) {
            options.setSslEngineOptions(new InOrder(engine.sslContextFactory(), suites));
        }
    }

    private static String[] preferred() {
        return Arrays.stream(System.getProperty(CIPHER_SUITES, "").split(","))
                .map(String::strip)
                .filter(Predicate.not(String::isEmpty))
                .toArray(String[]::new);
    }

    /** What the client has made, with the cipher suites in an order of our own: it would take Netty's. */
    private static final class InOrder extends JdkSSLEngineOptions {

        private final SslContextFactory contexts;
        private final String[] suites;

        InOrder(SslContextFactory contexts, String[] suites) {
            this.contexts = contexts;
            this.suites = suites;
        }

        @Override
        public JdkSSLEngineOptions copy() {
            return this;
        }

        @Override
        public SslContextFactory sslContextFactory() {
            return () -> new DelegatingSslContext(contexts.create()) {
                @Override
                protected void initEngine(SSLEngine engine) {
                    engine.setEnabledCipherSuites(suites);
                }
            };
        }
    }
}
