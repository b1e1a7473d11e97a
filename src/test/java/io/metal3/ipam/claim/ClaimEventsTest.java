package io.metal3.ipam.claim;

import org.junit.jupiter.api.Test;

import static io.metal3.ipam.claim.Claims.aClaim;
import static org.assertj.core.api.Assertions.assertThat;

class ClaimEventsTest {

    private static final Claims SETTLED = aClaim().with(Claims.FINALIZER).boundTo("pool1-10-0-0-1");

    @Test
    void looksAtNoClaimThatHasAllItNeeds() {
        assertThat(ClaimEvents.callsForALook(SETTLED.make())).isFalse();
    }

    @Test
    void looksAtAClaimThatHasNoAddressOrNoFinalizerOrIsInDeletion() {
        assertThat(ClaimEvents.callsForALook(aClaim().make())).isTrue();
        assertThat(ClaimEvents.callsForALook(aClaim().boundTo("x").make())).isTrue();
        assertThat(ClaimEvents.callsForALook(SETTLED.inDeletion().make())).isTrue();
    }

    @Test
    void looksAgainAtNothingThatItWroteItself() {
        var written = aClaim().with(Claims.FINALIZER).annotated("ipam.metal3.io/allocated-address", "10.0.0.1");

        assertThat(ClaimEvents.callsForALook(aClaim().make(), written.make())).isFalse();
        assertThat(ClaimEvents.callsForALook(written.make(), written.boundTo("x").make())).isFalse();
    }

    @Test
    void looksAgainWhenSomebodyTakesAwayWhatItWrote() {
        assertThat(ClaimEvents.callsForALook(SETTLED.make(), SETTLED.with().make())).isTrue();
        assertThat(ClaimEvents.callsForALook(SETTLED.make(), aClaim().with(Claims.FINALIZER).make())).isTrue();
    }

    @Test
    void looksAgainWhenAnnotationsChangeOrAForeignFinalizerGoes() {
        assertThat(ClaimEvents.callsForALook(aClaim().make(), aClaim().annotated("ipAddress", "10.0.0.1").make()))
                .isTrue();
        assertThat(ClaimEvents.callsForALook(
                        SETTLED.with(Claims.FINALIZER, "example.com/user").inDeletion().make(),
                        SETTLED.inDeletion().make()))
                .isTrue();
    }
}
