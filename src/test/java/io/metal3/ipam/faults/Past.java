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

    /**
     * An object that has gone, as it was last.
     *
     * @param shown as it was once
     * @param there a revision at which it was there
     * @param gone a later one at which it was not
     */
    default Seen last(Seen shown, long there, long gone) {
        var last = shown;
        while (gone - there > 1) {
            long middle = there + (gone - there) / 2;
            var then = at(middle, shown);
            if (then.isPresent()) {
                last = then.get();
                there = middle;
            } else {
                gone = middle;
            }
        }
        return last;
    }

    /** This very object as it was then; empty, if there was none, or another of its name. */
    default Optional<Seen> at(long revision, Seen shown) {
        return at(revision, shown.feed(), shown.name()).filter(seen -> seen.uid().equals(shown.uid()));
    }
}
