package io.metal3.ipam.benchmark;

/** How the held addresses of a pool lie. */
public enum Layout {
    /** One behind the other, all free ones behind them. */
    DENSE(1),
    /** Every second one is free: as many free ranges as addresses are held. */
    FRAGMENTED(2);

    private final int step;

    Layout(int step) {
        this.step = step;
    }

    /** From one held address to the next. */
    int step() {
        return step;
    }
}
