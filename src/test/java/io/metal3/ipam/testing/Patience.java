package io.metal3.ipam.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ThrowingRunnable;

/** How long a test waits, and for what; only an {@link AssertionError} means not yet. */
public final class Patience {

    private static final Duration LONG = Duration.ofSeconds(10);

    /** What is promised within a second, seen on a machine that does other work too. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static final Duration STEP = Duration.ofMillis(20);

    private Patience() {}

    /** Whatever needs no more than a few requests, on a busy machine. */
    public static void eventually(ThrowingRunnable assertion) {
        within(LONG, assertion);
    }

    /** What has to follow at once. */
    public static void soon(ThrowingRunnable assertion) {
        within(SHORT, assertion);
    }

    public static void within(Duration time, ThrowingRunnable assertion) {
        await(time).untilAsserted(assertion);
    }

    /** What must not happen, where nothing but time can tell that it does not. */
    public static void throughout(Duration time, ThrowingRunnable assertion) {
        await(time.plus(LONG)).during(time).untilAsserted(assertion);
    }

    private static ConditionFactory await(Duration time) {
        return Awaitility.await().atMost(time).pollDelay(Duration.ZERO).pollInterval(STEP);
    }
}
