package io.metal3.ipam.protocol;

import java.util.List;

/**
 * What a run is made of.
 *
 * @param upTo how often what happens, of a hundred times: each up to this
 * @param fates of so many requests eight may come to harm
 * @param hasRivals whether claims of both kinds that want the same few numbers are there from the beginning
 */
record Course(List<Integer> upTo, int fates, boolean hasRivals) {

    static final Course USUAL = new Course(List.of(34, 53, 69, 88, 91, 94, 96), 19, false);

    /** What matters is the order, more than faults, and other claims would only be in the way. */
    static final Course AMONG_RIVALS = new Course(List.of(44, 66, 90, 94, 95, 97, 98), 38, true);
}
