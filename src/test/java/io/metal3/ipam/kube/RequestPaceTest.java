package io.metal3.ipam.kube;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RequestPaceTest {

    private final AtomicLong now = new AtomicLong();
    private final RequestPace pace = new RequestPace(10, 2, now::get);

    @Test
    void letsABurstPassAndThenSpacesRequestsOut() {
        assertThat(pace.take()).isZero();
        assertThat(pace.take()).isZero();
        assertThat(pace.take()).isEqualTo(millis(100));
        assertThat(pace.take()).isEqualTo(millis(200));

        now.addAndGet(millis(250));
        assertThat(pace.take()).isEqualTo(millis(50));
    }

    @Test
    void savesNoMoreThanTheBurst() {
        now.addAndGet(millis(60_000));

        assertThat(pace.take()).isZero();
        assertThat(pace.take()).isZero();
        assertThat(pace.take()).isEqualTo(millis(100));
    }

    private static long millis(long count) {
        return Duration.ofMillis(count).toNanos();
    }
}
