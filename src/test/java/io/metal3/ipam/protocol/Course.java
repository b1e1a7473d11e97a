package io.metal3.ipam.protocol;

import java.util.List;

/**
 * What a run is made of.
 *
 * @param upTo how often what happens, of a hundred times: each up to this
 * @param makes how often clients make or delete a claim, for seven times that they do something else
 * @param whiles how long it may take until the next thing happens, in milliseconds
 * @param fates of so many requests eight may come to harm
 * @param hasRivals whether claims of both kinds want the same few numbers, of two managers that do not see them in time
 */
record Course(List<Integer> upTo, int makes, List<Integer> whiles, int fates, boolean hasRivals) {

    static final Course USUAL = new Course(List.of(34, 53, 69, 88, 91, 94, 96), 4, List.of(200, 2_000, 31_000), 19, false);

    /** What matters is the order, more than faults, and other claims would only be in the way. */
    static final Course AMONG_RIVALS =
            new Course(List.of(44, 66, 90, 94, 95, 97, 98), 4, List.of(200, 2_000, 31_000), 38, true);

    /** Likewise, but it is about those other claims, and about the very second in which they come. */
    static final Course AMONG_NEWCOMERS =
            new Course(List.of(42, 58, 82, 92, 93, 98, 99), 33, List.of(100, 200, 400, 700, 1_100), 38, true);
}
