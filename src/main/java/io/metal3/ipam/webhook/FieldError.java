package io.metal3.ipam.webhook;

/**
 * Something in an object that keeps it out.
 *
 * @param path the field, as {@code kubectl explain} names it: {@code spec.pools[1].end}
 * @param message what is wrong and what to do, in one sentence
 */
public record FieldError(String path, String message) {

    @Override
    public String toString() {
        return path + ": " + message;
    }
}
