package io.metal3.ipam.protocol;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

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

    private static final Map<Mode, List<Integer>> ONCE_BROKEN = new EnumMap<>(Map.of(
            Mode.ALONE,
            List.of(10_612, 35_156, 75_770, 78_790, 4_000_204),
            Mode.RELAY,
            List.of(
                    4_712, 5_803, 6_941, 8_899, 15_325, 16_350, 18_126, 22_855, 26_509, 38_569, 44_318, 74_876, 510_104, 511_607,
                    547_544, 608_550),
            Mode.BOTH,
            List.of(5_096, 8_275, 10_614, 47_856, 62_769, 64_260, 607_225),
            Mode.BOTH_KINDS,
            List.of(15_557, 16_527, 2_003_741),
            Mode.BOTH_BLIND,
            List.of(34_312, 633_411)));

    @ParameterizedTest
    @EnumSource
    void neverTwiceNeverLostNeverLeakedNeverStuck(Mode mode) {
        var began = System.nanoTime();
        AtOnce.forEach(SEED, RUNS, seed -> playOrTell(mode, seed));
        System.out.printf("%s: %d runs, %d a second%n", mode, RUNS, RUNS * 1_000_000_000L / (System.nanoTime() - began));
    }

    /** What long runs have found, beyond the reach of the short ones. */
    @ParameterizedTest
    @MethodSource
    void noStoryBreaksAgainThatOnceDid(Mode mode, int seed) {
        AtOnce.forEach(seed, 1, number -> playOrTell(mode, number));
    }

    static Stream<Arguments> noStoryBreaksAgainThatOnceDid() {
        return ONCE_BROKEN.entrySet().stream()
                .flatMap(mode -> mode.getValue().stream().map(seed -> Arguments.of(mode.getKey(), seed)));
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
