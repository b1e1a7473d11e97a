package io.metal3.ipam.allocator;

/** Which of the free numbers a claim gets that names none. Both exhaust one range before they begin the next. */
public enum AllocationStrategy {
    /** The lowest. */
    SEQUENTIAL,
    /** Any, so that a number given back is not soon given to somebody else. */
    RANDOM
}
