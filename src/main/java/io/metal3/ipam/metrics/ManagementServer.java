package io.metal3.ipam.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.metal3.ipam.serving.BindAddress;
import io.metal3.ipam.serving.TlsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers GET requests on a few fixed paths: the JDK's own server with a virtual thread for each request, since some of the answers take
 * a question to the API server. Thread-safe.
 */
public final class ManagementServer implements AutoCloseable {

    /** What is asked. */
    public record Request(String path, @Nullable String authorization) {}

    /** What is answered. */
    public record Answer(int code, String contentType, String body) {

        public static Answer text(int code, String body) {
            return new Answer(code, "text/plain; charset=utf-8", body);
        }

        public static Answer ok(String body) {
            return text(HttpURLConnection.HTTP_OK, body);
        }
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(ManagementServer.class);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private ManagementServer(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
    }

    /** Listens, and answers after {@link #start}. */
    public static ManagementServer http(BindAddress address) {
        try {
            return new ManagementServer(HttpServer.create(address.socket(), 0));
        } catch (IOException e) {
            throw cannotListen(address, e);
        }
    }

    /** The same with a certificate. */
    public static ManagementServer https(BindAddress address, SSLContext context, TlsSettings tls) {
        try {
            var server = HttpsServer.create(address.socket(), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(context) {
                @Override
                public void configure(HttpsParameters parameters) {
                    var chosen = getSSLContext().getDefaultSSLParameters();
                    chosen.setProtocols(tls.protocols().toArray(String[]::new));
                    if (!tls.cipherSuites().isEmpty()) {
                        chosen.setCipherSuites(tls.cipherSuites().toArray(String[]::new));
                    }
                    parameters.setSSLParameters(chosen);
                }
            });
            return new ManagementServer(server);
        } catch (IOException e) {
            throw cannotListen(address, e);
        }
    }

    public ManagementServer answer(String path, Function<Request, Answer> endpoint) {
        server.createContext(path, exchange -> {
            try (exchange) {
                send(exchange, answerOf(exchange, path, endpoint));
            } catch (IOException e) {
                LOGGER.debug("An answer was not taken", e);
            }
        });
        return this;
    }

    public ManagementServer start() {
        server.start();
        return this;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static Answer answerOf(HttpExchange exchange, String path, Function<Request, Answer> endpoint) {
        // The server matches by the beginning of a path.
        var asked = exchange.getRequestURI().getPath();
        if (!asked.equals(path) && !asked.equals(path + "/")) {
            return Answer.text(HttpURLConnection.HTTP_NOT_FOUND, "There is nothing at this path\n");
        }
        if (!exchange.getRequestMethod().equals("GET")) {
            return Answer.text(HttpURLConnection.HTTP_BAD_METHOD, "Only GET is answered\n");
        }
        try {
            return endpoint.apply(new Request(path, exchange.getRequestHeaders().getFirst("Authorization")));
        } catch (RuntimeException e) {
            LOGGER.warn("{} could not be answered", path, e);
            return Answer.text(HttpURLConnection.HTTP_INTERNAL_ERROR, "The answer could not be found; the log says why\n");
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        var body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.contentType());
        exchange.sendResponseHeaders(answer.code(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static UncheckedIOException cannotListen(BindAddress address, IOException e) {
        return new UncheckedIOException("Cannot listen at " + address.socket() + ": " + e.getMessage(), e);
    }
}
