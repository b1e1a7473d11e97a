package io.metal3.ipam.faults;

import io.metal3.ipam.controlplane.ControlPlanes;
import io.metal3.ipam.controlplane.Purpose;
import io.metal3.ipam.testing.Site;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Keeps the promises through every weather. By flags:
 *
 * <ul>
 *   <li>{@code -Dchaos.seed=N}: the storm of this seed first; else one that nobody has seen yet;
 *   <li>{@code -Dchaos.minutes=N}: storm after storm for so long; else one short storm;
 *   <li>{@code -Dchaos.storm=N}: the seconds of one storm;
 *   <li>{@code -Dchaos.pause=N}: the milliseconds that a client waits between two requests.
 * </ul>
 *
 * <p>What the manager did is in {@code target/chaos}.
 */
class ChaosIT {

    @Test
    void keepsItsPromisesThroughStorms() {
        long seed = Long.getLong("chaos.seed", new Random().nextInt(1_000_000));
        var end = Instant.now().plus(Duration.ofMinutes(Long.getLong("chaos.minutes", 0)));
        var time = Duration.ofSeconds(Long.getLong("chaos.storm", 60));
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
