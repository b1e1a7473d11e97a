package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import io.metal3.ipam.ip.AddressRange;

/**
 * How many numbers there are, exactly: {@code top * 2^128 + high * 2^64 + low}, never below zero. The pool of every
 * address of both families has just about 2^128, so that two words would not do. Not thread-safe.
 */
final class Tally {

    private int top;
    private long high;
    private long low;

    void add(AddressRange range) {
        Address first = range.first();
        Address last = range.last();
        long borrow = Long.compareUnsigned(last.low(), first.low()) < 0 ? 1 : 0;
        plus(last.high() - first.high() - borrow, last.low() - first.low());
        plus(0, 1);
    }

    void increment() {
        plus(0, 1);
    }

    void decrement() {
        if (low == 0) {
            if (high == 0) {
                top--;
            }
            high--;
        }
        low--;
    }

    /** The count, or {@link Long#MAX_VALUE} where it {@link #overflows}. */
    long saturated() {
        return overflows() ? Long.MAX_VALUE : low;
    }

    boolean overflows() {
        return top != 0 || high != 0 || low < 0;
    }

    private void plus(long moreHigh, long moreLow) {
        low += moreLow;
        if (Long.compareUnsigned(low, moreLow) < 0 && ++high == 0) {
            top++;
        }
        high += moreHigh;
        if (Long.compareUnsigned(high, moreHigh) < 0) {
            top++;
        }
    }
}
