package io.metal3.ipam.protocol;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What happens in a run, one after the other. Hardly any is ever read, so it is put into words only where somebody means to. */
final class Story {

    private final boolean isWanted;
    private final List<String> lines = new ArrayList<>();

    private Story(boolean isWanted) {
        this.isWanted = isWanted;
    }

    static Story toBeRead() {
        return new Story(true);
    }

    static Story nobodyReads() {
        return new Story(false);
    }

    void tell(Supplier<String> what) {
        if (isWanted) {
            lines.add(what.get());
        }
    }

    List<String> lines() {
        return lines;
    }
}
