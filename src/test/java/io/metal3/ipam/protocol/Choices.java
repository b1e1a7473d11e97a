package io.metal3.ipam.protocol;

import java.util.List;

/**
 * What decides a run: a few numbers for each step. A step that is left out, or that uses fewer numbers than before, changes nothing
 * for the others; so a run can be cut down step by step.
 */
final class Choices {

    static final int NUMBERS_PER_STEP = 8;

    private final List<int[]> steps;
    private int step;
    private int used;

    Choices(List<int[]> steps) {
        this.steps = steps;
    }

    boolean hasNext() {
        return step < steps.size();
    }

    void endOfStep() {
        step++;
        used = 0;
    }

    /** One of so many; the first where nothing is left to decide it. */
    int next(int bound) {
        return hasNext() && used < NUMBERS_PER_STEP ? steps.get(step)[used++] % bound : 0;
    }
}
