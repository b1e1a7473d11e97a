package io.metal3.ipam.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Many short runs of the whole protocol, each by chance and each to be had again by its number. Longer: {@code -Dprotocol.runs=N}
 * for each way of working, from number {@code -Dprotocol.seed=S} on. Says how many it has played a second: on two cores some hundreds
 * at first, and thousands once the JVM has compiled all of it.
 */
class ProtocolTest {

    private static final int RUNS = Integer.getInteger("protocol.runs", 5_000);
    private static final long SEED = Long.getLong("protocol.seed", 1);
    private static final int LONGEST = 120;

    @ParameterizedTest
    @EnumSource
    void neverTwiceNeverLostNeverLeakedNeverStuck(Mode mode) {
        var began = System.nanoTime();
        AtOnce.forEach(SEED, RUNS, seed -> playOrTell(mode, seed));
        System.out.printf("%s: %d runs, %d a second%n", mode, RUNS, RUNS * 1_000_000_000L / (System.nanoTime() - began));
    }

    /** What long runs have found, beyond the reach of the short ones. */
    @ParameterizedTest
    @CsvSource({"RELAY, 4712", "RELAY, 5803", "RELAY, 6941", "RELAY, 8899", "RELAY, 15325", "RELAY, 16350", "RELAY, 18126", "RELAY, 22855", "RELAY, 26509", "RELAY, 38569", "RELAY, 44318", "RELAY, 74876", "RELAY, 510104", "RELAY, 511607", "RELAY, 547544", "RELAY, 608550", "ALONE, 10612", "ALONE, 35156", "ALONE, 75770", "ALONE, 78790", "BOTH, 8275", "BOTH, 10614", "BOTH, 47856", "BOTH, 5096", "BOTH, 62769", "BOTH, 64260", "BOTH_KINDS, 15557", "BOTH_KINDS, 16527", "BOTH_BLIND, 34312"})
    void noStoryBreaksAgainThatOnceDid(Mode mode, long seed) {
        AtOnce.forEach(seed, 1, number -> playOrTell(mode, number));
    }

    @Test
    void theSameNumbersMakeTheSameStory() {
        AtOnce.forEach(SEED, 1, seed -> {
            var one = Story.toBeRead();
            var other = Story.toBeRead();
            play(Mode.BOTH, steps(seed), one);
            play(Mode.BOTH, steps(seed), other);
            assertThat(one.lines()).isNotEmpty().isEqualTo(other.lines());
        });
    }

    private static void playOrTell(Mode mode, long seed) {
        var steps = steps(seed);
        play(mode, steps, Story.nobodyReads()).ifPresent(broken -> tellTheShortest(mode, seed, steps, broken));
    }

    private static List<int[]> steps(long seed) {
        var random = new SplittableRandom(seed);
        var steps = new ArrayList<int[]>();
        for (int left = random.nextInt(10, LONGEST); left > 0; left--) {
            var numbers = new int[Choices.NUMBERS_PER_STEP];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = random.nextInt(1 << 20);
            }
            steps.add(numbers);
        }
        return steps;
    }

    private static Optional<Throwable> play(Mode mode, List<int[]> steps, Story story) {
        try {
            new ModelWorld(mode, new Choices(steps), story).run();
            return Optional.empty();
        } catch (Broken | RuntimeException e) {
            return Optional.of(e);
        }
    }

    private static void tellTheShortest(Mode mode, long seed, List<int[]> steps, Throwable broken) {
        var shortest = Shortening.of(
                steps,
                // The same promise, so that making the story shorter does not lead to another one.
                shorter -> play(mode, shorter, Story.nobodyReads()).filter(e -> kind(e).equals(kind(broken))).isPresent());
        var story = Story.toBeRead();
        var end = play(mode, shortest, story).orElse(broken);
        fail("Run " + seed + " with managers " + mode + " (-Dprotocol.seed=" + seed + " -Dprotocol.runs=1): " + end.getMessage()
                + "\n  " + String.join("\n  ", story.lines()), end);
    }

    private static String kind(Throwable failure) {
        var text = String.valueOf(failure.getMessage());
        return failure.getClass() + text.substring(0, Math.max(0, text.indexOf(':')));
    }
}
