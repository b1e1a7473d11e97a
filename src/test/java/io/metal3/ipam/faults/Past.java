package io.metal3.ipam.faults;

import java.io.UncheckedIOException;
import java.util.Optional;

/** What there was at a revision, told by somebody who needs no watch to know it. */
interface Past {

    /**
     * The object of this name as it was then; empty, if there was none.
     *
     * @throws UncheckedIOException if nobody can be asked just now
     * @throws IllegalStateException if nobody remembers
     */
    Optional<Seen> at(long revision, Feed feed, String name);
}
