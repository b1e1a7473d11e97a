package io.metal3.ipam.faults;

import io.metal3.ipam.controlplane.ControlPlanes;
import io.metal3.ipam.controlplane.Purpose;
import io.metal3.ipam.testing.Site;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * Keeps the promises through every weather. By flags:
 *
 * <ul>
 *   <li>{@code -Dchaos.seed=N}: the storm of this seed first, then those of the seeds that follow;
 *   <li>{@code -Dchaos.minutes=N}: long storms, one after the other, for so long; else a single short one;
 *   <li>{@code -Dchaos.storm=N}: the seconds of one storm;
 *   <li>{@code -Dchaos.pause=N}: the milliseconds that a client waits between two requests.
 * </ul>
 *
 * <p>What the manager did is in {@code target/chaos}, and what it asked for, what became of that and what there was then, in the journal there.
 */
class ChaosIT {

    private static final long SEED = 762_714;
    private static final long SHORT_STORM = 40;
    private static final long LONG_STORM = 300;

    @Test
    void keepsItsPromisesThroughStorms() {
        long seed = Long.getLong("chaos.seed", SEED);
        long minutes = Long.getLong("chaos.minutes", 0);
        var end = Instant.now().plus(Duration.ofMinutes(minutes));
        var time = Duration.ofSeconds(Long.getLong("chaos.storm", minutes > 0 ? LONG_STORM : SHORT_STORM));
        var pause = Duration.ofMillis(Long.getLong("chaos.pause", 20));
        try (var plane = ControlPlanes.open(Purpose.TEST);
                var site = Site.on(plane);
                var storm = new Storm(plane, site)) {
            do {
                System.out.println(Instant.now() + " storm of seed " + seed);
                System.out.println(Instant.now() + " " + storm.rage(seed, time, pause));
                seed++;
            } while (Instant.now().isBefore(end));
        }
    }
}
