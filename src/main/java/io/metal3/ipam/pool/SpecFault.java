package io.metal3.ipam.pool;

/**
 * Something in a spec that cannot be served.
 *
 * @param path the field, as {@code kubectl explain} names it: {@code spec.pools[1].end}
 * @param message what is wrong and what to do, in one sentence
 */
public record SpecFault(String path, String message) {

    private static final int LONGEST_PATH = 300;

    /** The key of a map may be of any length. Faults are told one after the other, so none ends in a full stop. */
    public SpecFault {
        message = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
        path = path.length() <= LONGEST_PATH ? path : path.substring(0, LONGEST_PATH - 3) + "...";
    }

    @Override
    public String toString() {
        return path + ": " + message;
    }
}
