package io.metal3.ipam.pool;

import io.metal3.ipam.allocator.PoolKey;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PoolReportsTest {

    private static final PoolKey POOL = new PoolKey("ns", "pool");
    private static final Duration SOON = Duration.ofMillis(500);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final long LONG = 10;

    private final LinkedBlockingQueue<PoolKey> reported = new LinkedBlockingQueue<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @ParameterizedTest(name = "{0} with {1} entries: {2}")
    @CsvSource({
        "PT1S,     0, PT1S",
        "PT1S,   100, PT1.4S",
        "PT1S,  1000, PT5S",
        "PT1S,  4750, PT20S",
        "PT1S, 10000, PT20S",
        "PT20S,    0, PT20S",
        "PT20S, 5000, PT20S",
        "PT60S, 5000, PT60S",
    })
    void waitsLongerTheMoreThereIsToWriteAndNeverLessThanTheInterval(Duration interval, long entries, Duration pause) {
        assertThat(PoolReports.pause(interval, entries)).isEqualTo(pause);
    }

    @Test
    void reportsAtOnceAndThenOnceForAllThatHasHappenedInTheInterval() throws InterruptedException {
        var reports = new PoolReports(SOON, pool -> 0, timer, reported::add);

        reports.touch(POOL);
        reports.touch(POOL);
        reports.touch(POOL);

        assertThat(reported.poll(LONG, TimeUnit.SECONDS)).isEqualTo(POOL);
        assertThat(reported.poll(LONG, TimeUnit.SECONDS)).isEqualTo(POOL);
        timer.shutdown();
        assertThat(timer.awaitTermination(LONG, TimeUnit.SECONDS)).isTrue();
        assertThat(reported).isEmpty();
    }

    @Test
    void keepsEachPoolWaitingForItselfAlone() {
        var reports = new PoolReports(NEVER, pool -> 0, timer, reported::add);
        var other = new PoolKey("ns", "other");

        reports.touch(POOL);
        reports.touch(POOL);
        reports.touch(other);

        assertThat(reported).containsExactly(POOL, other);
    }
}
