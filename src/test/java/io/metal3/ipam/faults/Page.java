package io.metal3.ipam.faults;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import java.util.Objects;

/** A whole answer to a request, which can be given later, and more than once. */
record Page(int code, String type, Buffer body) {

    private static final String JSON = "application/json";

    static Page of(HttpClientResponse answer, Buffer body) {
        return new Page(answer.statusCode(), Objects.requireNonNullElse(answer.getHeader(HttpHeaders.CONTENT_TYPE), JSON), body);
    }

    /** What an API server says that does not do what it is asked. */
    static Page refusal(int code) {
        var reason = code == 409 ? "Conflict" : code == 410 ? "Expired" : code == 429 ? "TooManyRequests" : "InternalError";
        var text = """
                {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"this server is a bad one",\
                "reason":"%s","code":%d}""".formatted(reason, code);
        return new Page(code, JSON, Buffer.buffer(text));
    }
}
