package io.metal3.ipam.webhook;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer. Everything in it runs on the event loop of its connection, except what the handler does. */
final class Exchange {

    private static final Logger LOGGER = LoggerFactory.getLogger(Exchange.class);

    /** What the API server takes for one object, and as much again for the old one; two such objects do not fit into etcd. */
    static final int MAX_BODY = 3 * 1024 * 1024;

    /** No webhook may take longer, by the API server's rules: whoever has not sent his request by then is gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final AdmissionHandler handler;
    private final HttpServerRequest request;
    private final String path;
    private final Buffer body = Buffer.buffer();
    private final long timer;

    Exchange(Vertx vertx, AdmissionHandler handler, HttpServerRequest request) {
        this.vertx = vertx;
        this.handler = handler;
        this.request = request;
        this.path = Objects.requireNonNullElse(request.path(), "");
        this.timer = vertx.setTimer(PATIENCE.toMillis(), t -> giveUp());
    }

    void begin() {
        request.exceptionHandler(e -> {
            vertx.cancelTimer(timer);
            LOGGER.debug("A request broke off", e);
        });
        request.response().exceptionHandler(e -> LOGGER.debug("An answer broke off", e));
        request.handler(this::collect);
        request.endHandler(end -> {
            vertx.cancelTimer(timer);
            if (!isAnswered()) {
                review();
            }
        });
        if (!handler.serves(path)) {
            refuse(HttpURLConnection.HTTP_NOT_FOUND, "There is nothing at this path.");
        } else if (!HttpMethod.POST.equals(request.method())) {
            refuse(HttpURLConnection.HTTP_BAD_METHOD, "Only POST is served here.");
        }
    }

    /** What comes after a refusal is read and dropped, or else the client might never see the answer. */
    private void collect(Buffer chunk) {
        if (isAnswered()) {
            return;
        }
        if (body.length() + chunk.length() > MAX_BODY) {
            refuse(HttpURLConnection.HTTP_ENTITY_TOO_LARGE, "A review has at most " + MAX_BODY + " bytes.");
            return;
        }
        body.appendBuffer(chunk);
    }

    private void review() {
        vertx.executeBlocking(() -> handler.answer(path, body.getBytes()), false)
                .onSuccess(this::send)
                .onFailure(e -> {
                    LOGGER.error("A review could not be answered", e);
                    refuse(HttpURLConnection.HTTP_INTERNAL_ERROR, "The review could not be answered.");
                });
    }

    private void giveUp() {
        refuse(HttpURLConnection.HTTP_CLIENT_TIMEOUT, "The request did not end in time.");
        var unused = request.connection().close();
    }

    private void refuse(int code, String sentence) {
        send(AdmissionHandler.Answer.refusal(code, sentence));
    }

    private void send(AdmissionHandler.Answer answer) {
        var response = request.response();
        if (isAnswered()) {
            return;
        }
        var unused = response.setStatusCode(answer.code())
                .putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType())
                .end(answer.body());
    }

    private boolean isAnswered() {
        var response = request.response();
        return response.ended() || response.closed();
    }
}
