package io.metal3.ipam.claim;

import io.metal3.ipam.testing.ClockByHand;
import java.time.Duration;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PresenceTest {

    private final ClockByHand clock = new ClockByHand();
    private final Presence presence = new Presence(clock);

    @Test
    void isKnownToEverybodyOnceNoAnswerHoldsThatSaidOtherwise() {
        assertThat(presence.untilKnown()).isGreaterThan(Absence.HOLDS);

        clock.pass(presence.untilKnown());

        assertThat(presence.untilKnown()).isZero();
    }

    @Test
    void outlastsAnAnswerThatWasAskedForJustBefore() {
        int[] questions = {0};
        var absence = new Absence(() -> ++questions[0] > 1, clock);
        assertThat(absence.holds(false)).isTrue();
        presence.begins();

        clock.pass(presence.untilKnown());

        assertThat(presence.untilKnown()).isZero();
        assertThat(absence.holds(false)).isFalse();
    }

    @Test
    void beginsAnewAfterABreak() {
        clock.pass(Duration.ofHours(1));
        assertThat(presence.untilKnown()).isZero();

        presence.begins();

        assertThat(presence.untilKnown()).isPositive();
    }

    @Test
    void isNotUnknownForLongBecauseTheClockIsSetBack() {
        clock.pass(Duration.ofHours(1).negated());

        var rest = presence.untilKnown();

        assertThat(rest).isLessThan(Absence.HOLDS.multipliedBy(2));
        clock.pass(rest);
        assertThat(presence.untilKnown()).isZero();
    }
}
