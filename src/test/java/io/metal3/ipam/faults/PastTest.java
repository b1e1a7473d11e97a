package io.metal3.ipam.faults;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

class PastTest {

    private static final int END = 200;

    /** It changes with every revision, and one of its name comes after it. */
    @Property
    void findsTheLastRevisionOfWhatHasGone(
            @ForAll @IntRange(min = 1, max = END) int came,
            @ForAll @IntRange(min = 1, max = END) int lasted,
            @ForAll @IntRange(min = 1, max = END) int later) {
        int went = came + lasted;
        Past past = (revision, feed, name) -> Optional.of(revision < went ? claim("uid", revision) : claim("next", revision));

        assertThat(past.last(claim("uid", came), came, went - 1 + later)).isEqualTo(claim("uid", went - 1));
    }

    private static Seen claim(String uid, long revision) {
        return new Seen.OfClaim(Feed.IPCLAIM, "claim", uid, false, "bound-" + revision, true);
    }
}
