package io.metal3.ipam.faults;

import io.metal3.ipam.ip.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the feeds tell is believed unless somebody knows better. */
class AppealsTest {

    private static final Seen.OfClaim CLAIM = new Seen.OfClaim(Feed.IPCLAIM, "claim", "claim's uid", false, null, true);
    private static final Seen.OfClaim CLAIM_IN_DELETION =
            new Seen.OfClaim(Feed.IPCLAIM, "claim", "claim's uid", true, null, true);
    private static final Seen.OfClaim NAMESAKE = new Seen.OfClaim(Feed.IPCLAIM, "claim", "another uid", false, null, true);

    private final Annals annals = new Annals();

    @Test
    void believesTheFeedsWhereNobodyElseCanBeAsked() {
        anAddressGoesThatIsNeeded();

        assertThat(new Appeals(Optional.empty()).standing(annals.charges())).hasSize(1);
    }

    @Test
    void anAddressThatGoesIsNeededIfItsClaimWasThereAndWhole() {
        anAddressGoesThatIsNeeded();

        assertThat(before(CLAIM).standing(annals.charges())).singleElement().asString().contains("went while its claim was there, at 8");
        assertThat(before(CLAIM_IN_DELETION).standing(annals.charges())).isEmpty();
        assertThat(before(NAMESAKE).standing(annals.charges())).isEmpty();
        assertThat(before().standing(annals.charges())).isEmpty();
    }

    @Test
    void aNumberIsHeldTwiceIfBothWereThere() {
        var first = address("a");
        var second = address("b");
        annals.shown(first, 5);
        annals.shown(second, 7);

        assertThat(before(first, second).standing(annals.charges())).singleElement().asString().contains("held twice at 7");
        assertThat(before(second).standing(annals.charges())).isEmpty();
    }

    @Test
    void aStatusIsFalseIfWhatItNamesWasNotThere() {
        annals.shown(new Seen.OfClaim(Feed.IPCLAIM, "claim", "claim's uid", false, "a", true), 4);
        annals.come(Feed.IPADDRESS, 4);

        assertThat(before().standing(annals.charges())).singleElement().asString().contains("that was not there");
        assertThat(before(address("a")).standing(annals.charges())).isEmpty();
    }

    @Test
    void whatCannotBeHeardNowIsOpenAndIsHeardLater() {
        anAddressGoesThatIsNeeded();
        boolean[] frozen = {true};
        var appeals = new Appeals(Optional.of((revision, feed, name) -> {
            if (frozen[0]) {
                throw new UncheckedIOException(new IOException("frozen"));
            }
            return Optional.of(CLAIM);
        }));

        assertThat(appeals.standing(annals.charges())).isEmpty();
        assertThat(appeals.unheard(annals.charges())).isEqualTo(1);

        frozen[0] = false;
        assertThat(appeals.standing(annals.charges())).hasSize(1);
        assertThat(appeals.unheard(annals.charges())).isZero();
    }

    @Test
    void whatNobodyRemembersStands() {
        anAddressGoesThatIsNeeded();
        var appeals = new Appeals(Optional.of((revision, feed, name) -> {
            throw new IllegalStateException("compacted");
        }));

        assertThat(appeals.standing(annals.charges())).hasSize(1);
        assertThat(appeals.refuted()).isZero();
    }

    private void anAddressGoesThatIsNeeded() {
        annals.shown(CLAIM, 4);
        annals.shown(address("a"), 5);
        annals.gone(Feed.IPADDRESS, "a", 8);
        annals.come(Feed.IPCLAIM, 9);
    }

    /** These, and nothing else, have been there at all times. */
    private static Appeals before(Seen... there) {
        return new Appeals(Optional.of((revision, feed, name) -> List.of(there).stream()
                .filter(seen -> seen.feed() == feed && seen.name().equals(name))
                .findFirst()));
    }

    private static Seen.OfAddress address(String name) {
        return new Seen.OfAddress(
                Feed.IPADDRESS, name, name, false, "net", Address.parse("10.0.0.1"), "claim", "a".equals(name) ? "claim's uid" : null);
    }
}
