package io.metal3.ipam.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a list of steps shorter and plainer, as long as what it is about is still true of it. */
final class Shortening {

    /** How many tries may be spent. */
    private static final int PATIENCE = 4_000;

    private final Predicate<List<int[]>> isStillTrue;
    private List<int[]> steps;
    private int spent;

    private Shortening(List<int[]> steps, Predicate<List<int[]>> isStillTrue) {
        this.steps = steps;
        this.isStillTrue = isStillTrue;
    }

    static List<int[]> of(List<int[]> steps, Predicate<List<int[]>> isStillTrue) {
        var shortening = new Shortening(steps, isStillTrue);
        shortening.leaveOut();
        shortening.makePlain();
        shortening.leaveOut();
        return shortening.steps;
    }

    /** Leaves out halves, then quarters, and at last single steps, until none can be left out. */
    private void leaveOut() {
        for (int length = Math.max(1, steps.size() / 2); length > 1; length /= 2) {
            leaveOut(length);
        }
        for (int before = steps.size() + 1; steps.size() < before; ) {
            before = steps.size();
            leaveOut(1);
        }
    }

    private void leaveOut(int length) {
        for (int from = 0; from < steps.size(); ) {
            var shorter = new ArrayList<>(steps);
            shorter.subList(from, Math.min(from + length, shorter.size())).clear();
            if (!replace(shorter)) {
                from += length;
            }
        }
    }

    /** The first choice is the most usual one, wherever it does as well. */
    private void makePlain() {
        for (int step = 0; step < steps.size(); step++) {
            for (int number = 0; number < Choices.NUMBERS_PER_STEP; number++) {
                if (steps.get(step)[number] != 0) {
                    var plainer = new ArrayList<>(steps);
                    plainer.set(step, steps.get(step).clone());
                    plainer.get(step)[number] = 0;
                    replace(plainer);
                }
            }
        }
    }

    private boolean replace(List<int[]> other) {
        var replaces = ++spent <= PATIENCE && isStillTrue.test(other);
        if (replaces) {
            steps = other;
        }
        return replaces;
    }
}
