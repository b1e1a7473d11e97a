package io.metal3.ipam.pool;

/**
 * Something in a spec that cannot be served.
 *
 * @param path the field, as {@code kubectl explain} names it: {@code spec.pools[1].end}
 * @param message what is wrong and what to do, in one sentence
 */
public record SpecFault(String path, String message) {

    @Override
    public String toString() {
        return path + ": " + message;
    }
}
