package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ConditionsTest {

    private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-01-02T00:00:00Z");

    @Test
    void keepsTheTimeOfTheTransitionWhileTheStatusStays() {
        var before = Conditions.with(List.of(), told(false, "PoolExhausted", "full"), THEN);

        var after = Conditions.with(before, told(false, "AddressNotAvailable", "taken"), NOW);

        assertThat(after).singleElement().extracting(Condition::getReason, Condition::getLastTransitionTime)
                .containsExactly("AddressNotAvailable", THEN.toString());
    }

    @Test
    void movesTheTimeOfTheTransitionWithTheStatus() {
        var before = Conditions.with(List.of(), told(false, "PoolExhausted", "full"), THEN);

        var after = Conditions.with(before, told(true, "Ready", ""), NOW);

        assertThat(after).singleElement().extracting(Condition::getStatus, Condition::getLastTransitionTime)
                .containsExactly("True", NOW.toString());
    }

    @Test
    void changesNothingWhenNothingIsNew() {
        var before = Conditions.with(List.of(), told(true, "Ready", ""), THEN);

        assertThat(Conditions.with(before, told(true, "Ready", ""), NOW)).isSameAs(before);
    }

    @Test
    void leavesOtherPeoplesConditionsAsTheyAre() {
        var theirs = new ConditionBuilder().withType("Theirs").withStatus("True").build();

        assertThat(Conditions.with(List.of(theirs), told(true, "Ready", ""), NOW)).contains(theirs).hasSize(2);
    }

    @Test
    void cutsAMessageThatTheApiServerWouldRefuse() {
        var after = Conditions.with(List.of(), told(false, "InvalidSpec", "x".repeat(40_000)), NOW);

        assertThat(after.getFirst().getMessage()).hasSize(32_768).endsWith("...");
    }

    private static Conditions.Told told(boolean status, String reason, String message) {
        return new Conditions.Told(Conditions.READY, status, reason, message, 1);
    }
}
