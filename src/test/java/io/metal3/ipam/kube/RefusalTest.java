package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RefusalTest {

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "404, NotFound,      NOT_FOUND",
        "410, Expired,       NOT_FOUND",
        "409, AlreadyExists, ALREADY_EXISTS",
        "409, Conflict,      CHANGED",
        "400, BadRequest,    REFUSED",
        "403, Forbidden,     REFUSED",
        "422, Invalid,       REFUSED",
        "408, Timeout,       UNKNOWN",
        "429, TooManyRequests, UNKNOWN",
        "500, InternalError, UNKNOWN",
        "503, ServiceUnavailable, UNKNOWN",
        "504, Timeout,       UNKNOWN",
    })
    void readsFromTheCodeWhetherTheRequestMayHaveBeenCarriedOut(int code, String reason, Refusal refusal) {
        var status = new StatusBuilder().withCode(code).withReason(reason).build();

        assertThat(Refusal.of(new KubernetesClientException("no", code, status))).isEqualTo(refusal);
    }

    @Test
    void knowsNothingOfARequestThatGotNoAnswer() {
        assertThat(Refusal.of(new KubernetesClientException("timeout", new IOException("timeout")))).isEqualTo(Refusal.UNKNOWN);
    }
}
