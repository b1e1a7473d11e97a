package io.metal3.ipam.webhook;

import java.util.List;

/**
 * What is thought of an object.
 *
 * @param errors all that keeps it out; none: it is let in
 * @param warnings what is legal but unwise; told to whoever sent the object, in either case
 */
public record Verdict(List<FieldError> errors, List<String> warnings) {

    /** Nothing to say. */
    public static final Verdict FINE = new Verdict(List.of(), List.of());

    public Verdict {
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
    }

    public boolean isAllowed() {
        return errors.isEmpty();
    }
}
