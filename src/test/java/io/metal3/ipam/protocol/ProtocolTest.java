package io.metal3.ipam.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Many short runs of the whole protocol, each by chance and each to be had again by its number. Longer: {@code -Dprotocol.runs=N}
 * for each way of working, from number {@code -Dprotocol.seed=S} on.
 */
class ProtocolTest {

    private static final int RUNS = Integer.getInteger("protocol.runs", 1_500);
    private static final long SEED = Long.getLong("protocol.seed", 1);
    private static final int LONGEST = 120;

    /** How many runs may be spent on making a story shorter. */
    private static final int PATIENCE = 4_000;

    @ParameterizedTest
    @EnumSource
    void neverTwiceNeverLostNeverLeakedNeverStuck(ModelWorld.Mode mode) {
        inAThreadThatCanStopCheaply(() -> {
            for (long seed = SEED; seed < SEED + RUNS; seed++) {
                var steps = steps(seed);
                var broken = play(mode, steps, new ArrayList<>());
                if (broken.isPresent()) {
                    tellTheShortest(mode, seed, steps, broken.get());
                }
            }
        });
    }

    @Test
    void theSameNumbersMakeTheSameStory() {
        inAThreadThatCanStopCheaply(() -> {
            var one = new ArrayList<String>();
            var other = new ArrayList<String>();
            play(ModelWorld.Mode.BOTH, steps(SEED), one);
            play(ModelWorld.Mode.BOTH, steps(SEED), other);
            assertThat(one).isNotEmpty().isEqualTo(other);
        });
    }

    private static List<int[]> steps(long seed) {
        var random = new SplittableRandom(seed);
        return IntStream.range(0, random.nextInt(10, LONGEST))
                .mapToObj(i -> random.ints(Choices.NUMBERS_PER_STEP, 0, 1 << 20).toArray())
                .toList();
    }

    private static Optional<Throwable> play(ModelWorld.Mode mode, List<int[]> steps, List<String> story) {
        try {
            new ModelWorld(mode, new Choices(steps), story).run();
            return Optional.empty();
        } catch (Broken | RuntimeException e) {
            return Optional.of(e);
        }
    }

    private static void tellTheShortest(ModelWorld.Mode mode, long seed, List<int[]> steps, Throwable broken) {
        var shortest = steps;
        int spent = 0;
        for (int length = steps.size() / 2; length > 0 && spent < PATIENCE; length = length == 1 ? 0 : length / 2) {
            for (int from = 0; from < shortest.size() && spent < PATIENCE; spent++) {
                var shorter = new ArrayList<>(shortest);
                shorter.subList(from, Math.min(from + length, shorter.size())).clear();
                if (play(mode, shorter, new ArrayList<>()).filter(e -> isOfTheKind(e, broken)).isPresent()) {
                    shortest = shorter;
                } else {
                    from += length;
                }
            }
        }
        var story = new ArrayList<String>();
        var end = play(mode, shortest, story).orElse(broken);
        fail("Run " + seed + " with managers " + mode + " (-Dprotocol.seed=" + seed + " -Dprotocol.runs=1): " + end.getMessage()
                + "\n  " + String.join("\n  ", story), end);
    }

    /** The same promise, so that making the story shorter does not lead to another one. */
    private static boolean isOfTheKind(Throwable one, Throwable other) {
        return kind(one).equals(kind(other));
    }

    private static String kind(Throwable failure) {
        var text = String.valueOf(failure.getMessage());
        return failure.getClass() + text.substring(0, Math.max(0, text.indexOf(':')));
    }

    /** Virtual threads hand over to one another in no time; from and to a platform thread it takes the help of the kernel. */
    private static void inAThreadThatCanStopCheaply(Runnable work) {
        var done = new CompletableFuture<Boolean>();
        Thread.ofVirtual().start(() -> {
            try {
                work.run();
                done.complete(true);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        try {
            done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}
