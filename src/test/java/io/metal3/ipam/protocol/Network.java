package io.metal3.ipam.protocol;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Requests that nobody waits for any longer and that are carried out all the same, in whatever order; but not for ever: the API server
 * ends each request after a minute.
 */
final class Network {

    /** That minute, and some time for the way there. A manager counts from when it gave the request up, and may count longer only. */
    private static final Duration LONGEST = Duration.ofSeconds(70);

    private record Late(Instant latest, Supplier<String> what, Runnable request) {}

    private final Clock clock;
    private final Story story;
    private final List<Late> onTheWay = new ArrayList<>();
    private boolean hasLostAnAnswer;

    Network(Clock clock, Story story) {
        this.clock = clock;
        this.story = story;
    }

    /** A request leaves whoever made it. */
    void send(Supplier<String> what, Runnable request) {
        losesAnAnswer();
        onTheWay.add(new Late(clock.instant().plus(LONGEST), what, request));
    }

    /** A request is carried out, and whoever made it does not hear of it. */
    void losesAnAnswer() {
        hasLostAnAnswer = true;
    }

    /** Whether anything may ever have been carried out that nobody knows of. */
    boolean hasLostAnAnswer() {
        return hasLostAnAnswer;
    }

    int size() {
        return onTheWay.size();
    }

    /** One of them is carried out. */
    void arrive(int which) {
        var late = onTheWay.remove(which);
        story.tell(() -> "arrives late: " + late.what().get());
        late.request().run();
    }

    /** Those that cannot come after this moment come now. */
    void arriveBefore(Instant moment) {
        // In the order of their departure, which is that of their end too.
        while (!onTheWay.isEmpty() && !onTheWay.getFirst().latest().isAfter(moment)) {
            arrive(0);
        }
    }

    void arriveAll() {
        while (!onTheWay.isEmpty()) {
            arrive(0);
        }
    }
}
