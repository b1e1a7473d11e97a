package io.metal3.ipam.protocol;

/** A promise is broken. */
@SuppressWarnings("serial")
final class Broken extends AssertionError {
    Broken(String promise) {
        super(promise);
    }
}
