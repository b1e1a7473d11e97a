package io.metal3.ipam.faults;

import java.time.Duration;

/** What befalls one watch. */
sealed interface WatchFault {

    /** Nothing. */
    record None() implements WatchFault {}

    /** It is not even begun. */
    record TurnedAway(int code) implements WatchFault {}

    /** The connection breaks. */
    record Cut(Duration after) implements WatchFault {}

    /** The version it has come to is said to be too old to go on from. */
    record Expired(Duration after) implements WatchFault {}

    /** Nothing comes for a while, then all of it. */
    record Stalled(Duration after, Duration by) implements WatchFault {}

    /** Nothing comes any more, and nobody says that the connection is dead. */
    record Dead(Duration after) implements WatchFault {}
}
