package io.metal3.ipam.faults;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;

/** One request and what becomes of it: each method is one thing that can. */
final class Exchange {

    private final HttpServerRequest request;
    private final Buffer body;
    private final Upstream upstream;
    private final Call call;

    Exchange(HttpServerRequest request, Buffer body, Upstream upstream) {
        this.request = request;
        this.body = body;
        this.upstream = upstream;
        this.call = Call.of(request.method().name(), Objects.requireNonNullElse(request.path(), ""), query(request));
    }

    Call call() {
        return call;
    }

    /** What is asked, to the letter. */
    String uri() {
        return request.uri();
    }

    /** What is sent. */
    String text() {
        return body.toString();
    }

    static boolean isWatch(HttpServerRequest request) {
        return query(request).contains("watch=true");
    }

    /** Any version will do, says the one who asks. */
    boolean mayBeStale() {
        return !call.isWrite() && query(request).contains("resourceVersion=0");
    }

    /** Has the real server do it. */
    Future<Page> passOn() {
        return upstream.ask(request, body).compose(answer -> answer.body().map(content -> Page.of(answer, content)));
    }

    /** A watch without a WebSocket: what the client falls back to where it takes the server to know none. */
    void stream() {
        upstream.ask(request, body).onFailure(failure -> breakOff()).onSuccess(answer -> {
            request.response().setStatusCode(answer.statusCode()).setChunked(true);
            answer.pipeTo(request.response()).onFailure(failure -> breakOff());
        });
    }

    /** Whatever has happened to the real server looks from here like a connection that breaks. */
    void answer(AsyncResult<Page> result) {
        if (result.succeeded()) {
            answer(result.result());
        } else {
            breakOff();
        }
    }

    void answer(Page page) {
        var response = request.response();
        if (!response.ended() && !response.closed()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, page.type()).setStatusCode(page.code()).end(page.body());
        }
    }

    void refuse(int code) {
        answer(Page.refusal(code));
    }

    void breakOff() {
        request.connection().close();
    }

    private static String query(HttpServerRequest request) {
        return Objects.requireNonNullElse(request.query(), "");
    }
}
