package io.metal3.ipam.protocol;

import io.metal3.ipam.testing.ClockByHand;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Virtual time. As it passes, what cannot be on its way any longer arrives, and what was put off is due. */
final class Time {

    private final ClockByHand clock = new ClockByHand(Instant.parse("2026-01-01T00:00:00Z"));
    private final List<ModelReplica> replicas;
    private final Network network;

    /**
     * The beginning of time.
     *
     * @param replicas those that it passes for, at each moment
     */
    Time(List<ModelReplica> replicas, Story story) {
        this.replicas = replicas;
        network = new Network(clock, story);
    }

    Clock clock() {
        return clock;
    }

    Network network() {
        return network;
    }

    void pass(Duration time) {
        network.arriveBefore(clock.instant().plus(time));
        clock.pass(time);
        replicas.forEach(replica -> replica.agenda().timePasses(clock.instant()));
    }
}
