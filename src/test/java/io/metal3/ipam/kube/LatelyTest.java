package io.metal3.ipam.kube;

import io.metal3.ipam.testing.ClockByHand;
import java.time.Duration;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LatelyTest {

    private final ClockByHand clock = new ClockByHand();
    private final Lately<String> gone = new Lately<>(clock, Duration.ofSeconds(30));

    @Test
    void remembersForAWhileWhoItHasHappenedTo() {
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

    /** And whoever it has happened to once more does not hold up the others, who are forgotten in their order. */
    @Test
    void countsFromTheLastTime() {
        gone.add("first");
        gone.add("second");
        clock.pass(Duration.ofSeconds(20));
        gone.add("first");

        clock.pass(Duration.ofSeconds(11));

        assertThat(gone.contains("first")).isTrue();
        assertThat(gone.contains("second")).isFalse();
    }

    @Test
    void tellsWhetherWhatIsRemovedHadHappenedOfLate() {
        gone.add("first");
        gone.add("second");

        assertThat(gone.remove("first")).isTrue();
        assertThat(gone.remove("first")).isFalse();

        clock.pass(Duration.ofSeconds(31));
        assertThat(gone.remove("second")).isFalse();
    }
}
