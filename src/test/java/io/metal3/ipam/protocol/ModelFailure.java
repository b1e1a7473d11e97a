package io.metal3.ipam.protocol;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** A request has failed. Thousands do in a second, so nobody notes where. */
@SuppressWarnings("serial")
final class ModelFailure extends KubernetesClientException {

    private ModelFailure(String message) {
        super(message);
    }

    private ModelFailure(int code, String reason) {
        super(reason, code, new StatusBuilder().withCode(code).withReason(reason).build());
    }

    /** The API server said no. */
    static ModelFailure answer(int code, String reason) {
        return new ModelFailure(code, reason);
    }

    /** No answer came. */
    static ModelFailure noAnswer() {
        return new ModelFailure("timed out");
    }

    /** The request was not sent at all. */
    static ModelFailure notSent() {
        return new ModelFailure("not sent, because another manager may lead by now");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
