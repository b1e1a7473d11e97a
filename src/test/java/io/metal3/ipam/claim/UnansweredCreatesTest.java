package io.metal3.ipam.claim;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

import static io.metal3.ipam.claim.Claims.aClaim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class UnansweredCreatesTest {

    /** The API server works on nothing for longer. */
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Watch watch = new Watch();
    private final UnansweredCreates unanswered = new UnansweredCreates(watch);
    private final Claim claim = aClaim().make();

    @Test
    void anAddressMayComeToBeForLongerThanTheApiServerWorksOnARequest() {
        unanswered.add(claim);

        watch.pass(MINUTE);
        assertThat(unanswered.rest(claim.key())).contains(Duration.ofSeconds(15));
        assertThat(unanswered.over()).isEmpty();

        watch.pass(MINUTE);
        assertThat(unanswered.rest(claim.key())).isEmpty();
        assertThat(unanswered.over()).containsExactly(entry(claim.key(), claim.uid()));
        assertThat(unanswered.over()).isEmpty();
    }

    @Test
    void theLastRequestForAClaimCounts() {
        unanswered.add(claim);
        watch.pass(MINUTE);
        unanswered.add(claim);
        watch.pass(MINUTE);

        assertThat(unanswered.rest(claim.key())).isPresent();
        assertThat(unanswered.over()).isEmpty();
    }

    @Test
    void whatAnotherManagerHasAskedForMayComeToBeForAsLong() {
        assertThat(unanswered.restOfOthers()).isEmpty();

        unanswered.begin();
        watch.pass(MINUTE);
        assertThat(unanswered.restOfOthers()).contains(Duration.ofSeconds(15));

        watch.pass(MINUTE);
        assertThat(unanswered.restOfOthers()).isEmpty();
    }

    /** A clock that goes when it is told to. */
    private static final class Watch extends Clock {
        private Instant now = Instant.EPOCH;

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
