package io.metal3.ipam.kube;

import io.metal3.ipam.testing.ClockByHand;
import java.time.Duration;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GoneOfLateTest {

    private final ClockByHand clock = new ClockByHand();
    private final GoneOfLate gone = new GoneOfLate(clock, Duration.ofSeconds(30));

    @Test
    void remembersWhatIsGoneForAWhile() {
        gone.add("first");
        clock.pass(Duration.ofSeconds(20));
        gone.add("second");

        clock.pass(Duration.ofSeconds(10));
        assertThat(gone.contains("first")).isTrue();
        assertThat(gone.contains("another")).isFalse();

        clock.pass(Duration.ofMillis(1));
        assertThat(gone.contains("first")).isFalse();
        assertThat(gone.contains("second")).isTrue();
    }

    /** What is said of it once more is no later end. */
    @Test
    void countsFromTheFirstWordOfIt() {
        gone.add("first");
        clock.pass(Duration.ofSeconds(20));
        gone.add("first");

        clock.pass(Duration.ofSeconds(11));

        assertThat(gone.contains("first")).isFalse();
    }
}
