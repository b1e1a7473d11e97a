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

    /** A claim was made anew under its name, or a finalizer came: the patch tests for it, and fails. */
    @Test
    void takesAPatchThatDoesNotFitForAChange() {
        var status = new StatusBuilder()
                .withCode(422)
                .withReason("Invalid")
                .withMessage("the server rejected our request due to an error in our request")
                .build();

        assertThat(Refusal.of(new KubernetesClientException("no", 422, status))).isEqualTo(Refusal.CHANGED);
    }

    @Test
    void saysTheSameWhicheverNumberWasTried() {
        var one = forbidden("pool-10-0-0-1");
        var other = forbidden("pool-10-0-0-2");

        assertThat(Refusal.words(one, "pool-10-0-0-1"))
                .isEqualTo(Refusal.words(other, "pool-10-0-0-2"))
                .isEqualTo("ipaddresses.ipam.metal3.io is forbidden: exceeded quota: few");
        assertThat(Refusal.words(forbidden("ipaddresses"), "ip")).contains("ipaddresses.ipam.metal3.io");
        assertThat(Refusal.words(new KubernetesClientException("no", 403, null), "a")).isEqualTo("HTTP 403");
    }

    private static KubernetesClientException forbidden(String name) {
        var message = "ipaddresses.ipam.metal3.io \"" + name + "\" is forbidden: exceeded quota: few";
        return new KubernetesClientException(
                "no", 403, new StatusBuilder().withCode(403).withMessage(message).build());
    }

    @Test
    void knowsNothingOfARequestThatGotNoAnswer() {
        assertThat(Refusal.of(new KubernetesClientException("timeout", new IOException("timeout")))).isEqualTo(Refusal.UNKNOWN);
    }
}
