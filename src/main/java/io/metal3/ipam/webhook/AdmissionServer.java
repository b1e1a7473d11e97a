package io.metal3.ipam.webhook;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves an {@link AdmissionHandler} by HTTPS, HTTP/2 where the client likes it. Reviews are answered on worker threads, so that a
 * large one holds up no other. Start and close once.
 */
public final class AdmissionServer implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(AdmissionServer.class);

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    /** Longer than the 90 s after which the API server drops a connection itself: nobody writes to one that is just being closed. */
    private static final int IDLE_SECONDS = 180;

    private static final int EVENT_LOOPS = 2;
    private static final int WORKERS = 4;

    private final Vertx vertx;
    private final AdmissionHandler handler;
    private final Options options;
    private final ServingCertificate certificate;
    private @Nullable HttpServer server;
    private @Nullable ServingKeys keys;
    private volatile boolean listening;
    private @Nullable String complaint;

    /**
     * How to serve.
     *
     * @param port where to listen; 0: any that is free
     * @param certificates the folder of tls.crt and tls.key
     * @param protocols the versions of TLS, such as TLSv1.3
     * @param cipherSuites by the JVM's names; none for its own choice
     * @param lookAgain how often the folder is looked at
     */
    public record Options(int port, Path certificates, List<String> protocols, List<String> cipherSuites, Duration lookAgain) {

        public static Options of(int port, Path certificates) {
            return new Options(port, certificates, List.of("TLSv1.2", "TLSv1.3"), List.of(), Duration.ofSeconds(1));
        }

        public Options {
            protocols = List.copyOf(protocols);
            cipherSuites = List.copyOf(cipherSuites);
        }
    }

    /** A running server; or none, which is told in the log, where there is no certificate to serve with. */
    public static Optional<AdmissionServer> startIfCertified(AdmissionHandler handler, Options options) {
        if (!ServingCertificate.isIn(options.certificates())) {
            LOGGER.info("Admission is off: there is no tls.crt and tls.key in {}", options.certificates());
            return Optional.empty();
        }
        var server = new AdmissionServer(handler, options);
        try {
            server.start();
            return Optional.of(server);
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Makes a server that does not listen yet. */
    public AdmissionServer(AdmissionHandler handler, Options options) {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(EVENT_LOOPS).setWorkerPoolSize(WORKERS));
        this.handler = handler;
        this.options = options;
        certificate = new ServingCertificate(vertx, options.certificates());
    }

    /** Returns when requests are answered. */
    public void start() {
        try {
            keys = new ServingKeys(certificate.changed().orElseThrow());
            var made = vertx.createHttpServer(serverOptions(keys))
                    .requestHandler(this::serve)
                    .exceptionHandler(e -> LOGGER.debug("A connection failed", e));
            server = made;
            made.listen().toCompletionStage().toCompletableFuture().get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        } catch (Exception e) {
            throw new IllegalStateException("Port " + options.port() + " cannot be served: " + e.getMessage(), e);
        }
        listening = true;
        vertx.setPeriodic(options.lookAgain().toMillis(), timer -> {
            if (listening) {
                lookAtCertificate();
            } else {
                vertx.cancelTimer(timer);
            }
        });
        LOGGER.info("Admission is served on port {}", port());
    }

    /** Where it listens. */
    public int port() {
        return Objects.requireNonNull(server, "not started").actualPort();
    }

    /** Whether requests are answered. */
    public boolean isHealthy() {
        return listening;
    }

    @Override
    public void close() {
        listening = false;
        // With it everything that it has made.
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void serve(HttpServerRequest request) {
        new Exchange(vertx, handler, request).begin();
    }

    /** Ordered: one look after the other, which is all the protection that a {@link ServingCertificate} needs. */
    private void lookAtCertificate() {
        vertx.executeBlocking(certificate::changed, true)
                .onSuccess(changed -> changed.ifPresent(this::take))
                .onFailure(e -> complain("The certificate stays the old one: " + e.getMessage()));
    }

    private void take(ServingKeys.Pair fresh) {
        Objects.requireNonNull(keys).take(fresh);
        complaint = null;
        LOGGER.info("The certificate in {} has changed, and serves from now on", options.certificates());
    }

    private void complain(String message) {
        if (!message.equals(complaint)) {
            complaint = message;
            LOGGER.warn("{}", message);
        }
    }

    /** The wildcard address of the JDK is that of both families. */
    private HttpServerOptions serverOptions(ServingKeys served) {
        var result = new HttpServerOptions()
                .setPort(options.port())
                .setHost("0.0.0.0")
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(KeyCertOptions.wrap(served))
                .setHandle100ContinueAutomatically(true)
                .setIdleTimeout(IDLE_SECONDS);
        result.setEnabledSecureTransportProtocols(new LinkedHashSet<>(options.protocols()));
        options.cipherSuites().forEach(result::addEnabledCipherSuite);
        return result;
    }
}
