package io.metal3.ipam.faults;

import java.util.function.Predicate;

/**
 * That a promise was broken, as the feeds tell it. They have been wrong: after a freeze of etcd, neither a list nor a watch of the API
 * server has shown a deletion that it had answered.
 *
 * @param words what was broken, by whom and when
 * @param stands whether what there was at the time, told by somebody else, agrees
 */
record Charge(String words, Predicate<Past> stands) {

    /** One that follows from what has been shown, and not from what has not. */
    static Charge sure(String words) {
        return new Charge(words, past -> true);
    }
}
