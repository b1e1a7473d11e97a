package io.metal3.ipam.bench;

import java.util.Arrays;

/** What is measured. */
enum Step {
    /** Claims are made; the manager serves them. */
    SERVE,
    /** Claims are made and served by one and the same process, without a manager. */
    SERVE_FLOOR,
    /** Claims are deleted; the manager lets them go. */
    RELEASE,
    /** Claims are deleted and let go by one and the same process, without a manager. */
    RELEASE_FLOOR;

    /**
     * What came out of a step.
     *
     * @param nanos from the first request until the last claim was served, or gone
     * @param p50 from the creation of a claim until a watch shows its address, for half of them, in nanoseconds
     */
    record Result(int count, long nanos, long p50, long p99, long max) {

        double perSecond() {
            return count * 1e9 / nanos;
        }

        /** As one process tells it to another. */
        String line() {
            return "result " + count + " " + nanos + " " + p50 + " " + p99 + " " + max;
        }

        static boolean isLine(String line) {
            return line.startsWith("result ");
        }

        static Result parse(String line) {
            var numbers = Arrays.stream(line.split(" ", -1)).skip(1).mapToLong(Long::parseLong).toArray();
            return new Result((int) numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        }
    }
}
