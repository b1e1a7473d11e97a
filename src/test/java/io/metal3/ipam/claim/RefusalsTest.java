package io.metal3.ipam.claim;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RefusalsTest {

    private final Refusals refusals = new Refusals();

    @Test
    void comesBackSoonAtFirstAndThenLessAndLessOften() {
        assertThat(IntStream.range(0, 7).mapToObj(i -> refusals.next("a")))
                .extracting(Duration::toSeconds)
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    @Test
    void neverStaysAwayLongerHoweverOftenItIsRefused() {
        assertThat(IntStream.range(0, 100).mapToObj(i -> refusals.next("a"))).last().isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void countsForEachClaimAndFromTheLastTimeThatItWasServed() {
        refusals.next("a");
        refusals.next("a");

        assertThat(refusals.next("b")).isEqualTo(Duration.ofSeconds(1));
        refusals.forget("a");
        assertThat(refusals.next("a")).isEqualTo(Duration.ofSeconds(1));
    }
}
