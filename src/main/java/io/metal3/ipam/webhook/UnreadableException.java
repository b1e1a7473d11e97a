package io.metal3.ipam.webhook;

/** An object in a review is not of the shape of its kind. */
final class UnreadableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient FieldError error;

    UnreadableException(FieldError error) {
        super(error.toString());
        this.error = error;
    }

    FieldError error() {
        return error;
    }
}
