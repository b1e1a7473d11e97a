package io.metal3.ipam.claim;

import io.metal3.ipam.testing.ClockByHand;
import java.time.Duration;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AbsenceTest {

    private static final Duration MOMENT = Duration.ofMillis(1);

    private final ClockByHand clock = new ClockByHand();
    private int questions;
    private boolean isAny;
    private final Absence absence = new Absence(
            () -> {
                questions++;
                return isAny;
            },
            clock);

    @Test
    void isAskedForOnceInAMomentHoweverOftenItMatters() {
        for (int i = 0; i < 100; i++) {
            assertThat(absence.holds(false)).isTrue();
        }

        assertThat(questions).isEqualTo(1);
    }

    @Test
    void isAskedForAgainBeforeItHoldsNoLonger() {
        assertThat(absence.holds(false)).isTrue();

        for (int i = 0; i < 1000; i++) {
            clock.pass(Duration.ofMillis(10));
            assertThat(absence.holds(false)).isTrue();
        }

        assertThat(questions).isBetween(10, 20);
    }

    @Test
    void isOverForWhoeverAsksAfterTheFirstClaim() {
        assertThat(absence.holds(false)).isTrue();
        isAny = true;

        assertThat(absence.holds(true)).isFalse();
        clock.pass(Absence.HOLDS.plus(MOMENT));
        assertThat(absence.holds(false)).isFalse();
    }

    @Test
    void holdsNoLongerThanFromWhenItWasAskedFor() {
        var slow = new Absence(
                () -> {
                    clock.pass(Absence.HOLDS.plus(MOMENT));
                    questions++;
                    return false;
                },
                clock);

        assertThat(slow.holds(false)).isTrue();
        assertThat(slow.holds(false)).isTrue();
        assertThat(questions).as("each answer was as old as can be when it came").isEqualTo(2);
    }

    @Test
    void isNotTakenForGrantedWhenNobodyAnswers() {
        var broken = new Absence(
                () -> {
                    throw new IllegalStateException("no answer");
                },
                clock);

        assertThatThrownBy(() -> broken.holds(false)).hasMessage("no answer");
        assertThatThrownBy(() -> broken.holds(false)).hasMessage("no answer");
    }

    @Test
    void isNotKnownFromATimeThatIsYetToCome() {
        assertThat(absence.holds(false)).isTrue();

        clock.pass(Duration.ofHours(1).negated());
        assertThat(absence.holds(false)).isTrue();
        assertThat(questions).isEqualTo(2);
    }
}
