package io.metal3.ipam.quickstart;

import org.jspecify.annotations.Nullable;

/** What the user gave cannot be used; the message is one sentence for the user, so nobody needs the stack trace. */
final class BadInput extends RuntimeException {

    private static final long serialVersionUID = 1;

    BadInput(@Nullable String sentence) {
        super(sentence);
    }
}
