package io.metal3.ipam.allocator;

/**
 * The counts of a pool at one moment.
 *
 * @param capacity the numbers of its ranges, each counted once; a reserved one counts only if it is pre-allocated
 * @param capacityOverflow whether there are more than capacity, which then is {@link Long#MAX_VALUE}, can say
 * @param free the numbers that a claim which names none could get now; at most {@link Long#MAX_VALUE}
 * @param allocated its objects, deleting ones too, and its reservations
 * @param waiting its claims that have no number yet, in line or for one certain number
 * @param outOfRange those of its objects whose address lies in none of its ranges
 */
public record Usage(
        long capacity, boolean capacityOverflow, long free, long allocated, long waiting, long outOfRange) {
}
