package io.metal3.ipam.faults;

import java.time.Duration;

/** What befalls one request on its way. */
sealed interface Fault {

    /** Nothing. */
    record None() implements Fault {}

    /** It arrives late. */
    record SlowRequest(Duration by) implements Fault {}

    /** Its answer arrives late; what it asked for is done at once. */
    record SlowAnswer(Duration by) implements Fault {}

    /** The connection breaks before it arrives. */
    record LostRequest() implements Fault {}

    /** The connection breaks after it was carried out. */
    record LostAnswer() implements Fault {}

    /** The connection breaks, and the request arrives all the same, when nobody expects it any more. */
    record Straggler(Duration by) implements Fault {}

    /** It is turned away. */
    record TurnedAway(int code) implements Fault {}

    /** It is carried out, and the answer says that the server has failed. */
    record DeniedDeed(int code) implements Fault {}

    /** A list is answered as it was some time ago, where the one who asks allows it. */
    record StaleList() implements Fault {}
}
