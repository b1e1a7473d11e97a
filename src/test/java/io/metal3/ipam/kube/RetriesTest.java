package io.metal3.ipam.kube;

import io.metal3.ipam.testing.ClockByHand;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RetriesTest {

    private final ClockByHand clock = new ClockByHand();
    private final Retries<String> retries = new Retries<>(clock);

    @Test
    void waitsTwiceAsLongEachTimeAndNeverLongerThanTenMinutes() {
        var pauses = IntStream.range(0, 12).mapToObj(i -> retries.refused("a", "as it was").toSeconds()).toList();

        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 512L, 600L, 600L);
    }

    @Test
    void waitsAsItIsToldTo() {
        var impatient = new Retries<String>(clock, Duration.ofMillis(100), Duration.ofMillis(300));

        var pauses = IntStream.range(0, 4).mapToObj(i -> impatient.refused("a", "").toMillis()).toList();

        assertThat(pauses).containsExactly(100L, 200L, 300L, 300L);
    }

    @Test
    void beginsAnewWhenTheObjectHasChanged() {
        retries.refused("a", "as it was");
        retries.refused("a", "as it was");

        assertThat(retries.left("a", "corrected")).isZero();
        assertThat(retries.knows("a", "corrected")).isFalse();
        assertThat(retries.refused("a", "corrected")).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void beginsAnewAfterASuccess() {
        retries.refused("a", "");

        assertThat(retries.over("a")).isTrue();
        assertThat(retries.over("a")).isFalse();
        assertThat(retries.left("a", "")).isZero();
    }

    @Test
    void tellsHowLongItIsNotWorthATry() {
        retries.refused("a", "");
        assertThat(retries.left("a", "")).isEqualTo(Duration.ofSeconds(1));

        clock.pass(Duration.ofMillis(600));
        assertThat(retries.left("a", "")).isEqualTo(Duration.ofMillis(400));

        clock.pass(Duration.ofMillis(600));
        assertThat(retries.left("a", "")).isZero();
        assertThat(retries.knows("a", "")).isTrue();
    }

    @Test
    void namesThoseFirstThatWereRefusedFirst() {
        List.of("c", "a", "b", "elsewhere").forEach(key -> retries.refused(key, ""));
        retries.refused("c", "");

        assertThat(retries.longest(2, key -> !key.equals("elsewhere"))).containsExactly("c", "a");
    }
}
