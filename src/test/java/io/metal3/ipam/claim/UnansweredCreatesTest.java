package io.metal3.ipam.claim;

import io.metal3.ipam.testing.ClockByHand;
import java.time.Duration;
import org.junit.jupiter.api.Test;

import static io.metal3.ipam.claim.Claims.aClaim;
import static org.assertj.core.api.Assertions.assertThat;

class UnansweredCreatesTest {

    /** The API server works on nothing for longer. */
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ClockByHand watch = new ClockByHand();
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
        assertThat(unanswered.over()).containsExactly(asker(claim));
    }

    @Test
    void whatCannotBeSeenToNowIsNotForgotten() {
        unanswered.add(claim);
        watch.pass(MINUTE.multipliedBy(2));

        assertThat(unanswered.over()).hasSize(1);
        assertThat(unanswered.over()).hasSize(1);
        unanswered.done(asker(claim));
        assertThat(unanswered.over()).isEmpty();
    }

    @Test
    void aRequestThatIsLaterThanWhatWasSeenToStays() {
        unanswered.add(claim);
        watch.pass(MINUTE.multipliedBy(2));
        var over = unanswered.over();
        unanswered.add(claim);

        over.forEach(unanswered::done);

        assertThat(unanswered.rest(claim.key())).isPresent();
    }

    @Test
    void aNumberThatRestsForAnotherManagersRequestIsToldOnceWhenThatIsOver() {
        unanswered.begin();
        unanswered.keepForOthers(claim.key());
        watch.pass(MINUTE);
        assertThat(unanswered.overForOthers()).isEmpty();

        watch.pass(MINUTE);

        assertThat(unanswered.overForOthers()).containsExactly(claim.key());
        assertThat(unanswered.overForOthers()).isEmpty();
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
    void eachOfTwoClaimsOfOneNameIsSeenTo() {
        var next = aClaim().make("uid-b");
        unanswered.add(claim);
        watch.pass(MINUTE);
        unanswered.add(next);
        watch.pass(Duration.ofSeconds(16));

        assertThat(unanswered.over()).containsExactly(asker(claim));
        unanswered.done(asker(claim));
        assertThat(unanswered.rest(next.key())).as("nothing is given back yet").contains(Duration.ofSeconds(59));

        watch.pass(MINUTE);
        assertThat(unanswered.over()).containsExactly(asker(next));
    }

    @Test
    void whatAnotherManagerHasAskedForMayComeToBeForAsLong() {
        assertThat(unanswered.restOfOthers(claim)).isEmpty();

        unanswered.begin();
        watch.pass(MINUTE);
        assertThat(unanswered.restOfOthers(claim)).as("it is as young as the manager").isEmpty();

        unanswered.begin();
        watch.pass(MINUTE);
        assertThat(unanswered.restOfOthers(claim)).contains(Duration.ofSeconds(15));

        watch.pass(MINUTE);
        assertThat(unanswered.restOfOthers(claim)).isEmpty();
    }

    private static UnansweredCreates.Asker asker(Claim claim) {
        return new UnansweredCreates.Asker(claim.key(), claim.uid());
    }
}
