package io.metal3.ipam.faults;

import io.fabric8.kubernetes.client.Config;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The real API server, as the {@link FaultyApiServer} reaches it: whatever it is asked, it is asked in the name of one user. */
final class Upstream {

    private static final int CONNECTIONS = 512;
    private static final int CONNECT_MILLIS = 2_000;
    private static final List<String> PASSED_ON = List.of("Accept", "Content-Type", "User-Agent");

    private final URI address;
    private final Map<String, String> identity;
    private final HttpClient client;
    private final WebSocketClient watches;

    Upstream(Vertx vertx, Config admin, String user, int largestEvent) {
        address = URI.create(admin.getMasterUrl());
        identity = Map.of("Authorization", "Bearer " + admin.getAutoOAuthToken(), "Impersonate-User", user);
        client = vertx.createHttpClient(
                trusting(admin, new HttpClientOptions().setMaxPoolSize(CONNECTIONS).setConnectTimeout(CONNECT_MILLIS)));
        watches = vertx.createWebSocketClient(trusting(
                admin,
                new WebSocketClientOptions()
                        .setMaxConnections(CONNECTIONS)
                        .setMaxFrameSize(largestEvent)
                        .setMaxMessageSize(largestEvent)
                        .setConnectTimeout(CONNECT_MILLIS)));
    }

    /** The beginning of the answer; its body is still to come. */
    Future<HttpClientResponse> ask(HttpServerRequest request, Buffer body) {
        var options = new RequestOptions()
                .setHost(address.getHost())
                .setPort(address.getPort())
                .setMethod(request.method())
                .setURI(request.uri());
        return client.request(options).compose(up -> {
            for (var name : PASSED_ON) {
                var value = request.getHeader(name);
                if (value != null) {
                    up.putHeader(name, value);
                }
            }
            identity.forEach(up::putHeader);
            return up.send(body);
        });
    }

    /** A watch, paused until somebody listens. */
    Future<WebSocket> watch(HttpServerRequest request) {
        var options = new WebSocketConnectOptions()
                .setHost(address.getHost())
                .setPort(address.getPort())
                .setSsl(true)
                .setURI(request.uri());
        identity.forEach(options::addHeader);
        options.addHeader("Origin", address.toString());
        return watches.connect(options).onSuccess(WebSocket::pause);
    }

    private static <O extends ClientOptionsBase> O trusting(Config admin, O options) {
        var certificate = Buffer.buffer(Base64.getDecoder().decode(admin.getCaCertData()));
        options.setSsl(true).setTrustOptions(new PemTrustOptions().addCertValue(certificate));
        return options;
    }
}
