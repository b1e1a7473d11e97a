package io.metal3.ipam.faults;

import io.metal3.ipam.ip.Address;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A judge that finds nothing is worth nothing: made-up histories, of which one knows how they are to be judged. */
class AnnalsTest {

    private static final String NUMBER = "10.0.0.1";

    private final Annals annals = new Annals();

    @Test
    void findsANumberThatTwoOfOneKindHold() {
        annals.shown(address(Feed.IPADDRESS, "a", "net", NUMBER), 5);
        annals.shown(address(Feed.IPADDRESS, "b", "net", NUMBER), 7);

        assertThat(violations()).singleElement().asString().contains("held twice at 7");
    }

    @Test
    void findsANumberThatTwoOfDifferentKindsHoldOnceBothFeedsHaveComeThere() {
        annals.shown(address(Feed.IPADDRESS, "a", "net", NUMBER), 5);
        annals.shown(address(Feed.CAPI_ADDRESS, "b", "net", NUMBER), 7);
        assertThat(violations()).isEmpty();
        assertThat(annals.open()).isEqualTo(1);

        annals.come(Feed.IPADDRESS, 7);

        assertThat(violations()).singleElement().asString().contains("held twice at 7");
    }

    @Test
    void findsItWhereTheFeedOfTheFirstLagsBehindAndTheFirstIsGoneByNow() {
        annals.shown(address(Feed.CAPI_ADDRESS, "b", "net", NUMBER), 7);
        annals.gone(Feed.CAPI_ADDRESS, "b", 9);

        annals.shown(address(Feed.IPADDRESS, "a", "net", NUMBER), 5);
        annals.come(Feed.IPADDRESS, 20);

        assertThat(violations()).singleElement().asString().contains("held twice at 7");
    }

    @Test
    void letsANumberBeHeldByOneAfterTheOtherThoughTheNewsComeInTheWrongOrder() {
        annals.shown(address(Feed.IPADDRESS, "a", "net", NUMBER), 5);
        annals.shown(address(Feed.CAPI_ADDRESS, "b", "net", NUMBER), 7);
        annals.gone(Feed.IPADDRESS, "a", 6);
        annals.come(Feed.IPADDRESS, 20);
        annals.come(Feed.IPCLAIM, 20);

        assertThat(violations()).isEmpty();
        assertThat(annals.open()).isZero();
        assertThat(annals.judged()).isEqualTo(2);
    }

    @Test
    void letsDifferentNetworksHaveTheSameNumber() {
        annals.shown(address(Feed.IPADDRESS, "a", "net", NUMBER), 5);
        annals.shown(address(Feed.IPADDRESS, "b", "another", NUMBER), 7);

        assertThat(violations()).isEmpty();
    }

    @Test
    void doesNotJudgeWhatHappenedWhileAFeedWasAway() {
        annals.shown(address(Feed.IPADDRESS, "a", "net", NUMBER), 5);
        annals.shown(address(Feed.CAPI_ADDRESS, "b", "net", NUMBER), 7);
        annals.listed(Feed.IPADDRESS, Map.of(), 20);

        assertThat(violations()).isEmpty();
    }

    @Test
    void findsAClaimThatGetsAnotherNumber() {
        annals.shown(address(Feed.IPADDRESS, "a", "net", NUMBER), 5);
        annals.gone(Feed.IPADDRESS, "a", 6);
        annals.shown(
                new Seen.OfAddress(Feed.IPADDRESS, "b", "b", false, "net", Address.parse("10.0.0.2"), "claim", "a's claim"), 7);

        assertThat(violations()).singleElement().asString().contains("has another address");
    }

    @Test
    void findsAnAddressThatGoesWhileItsClaimIsThere() {
        annals.shown(claim("a's claim", false, null), 4);
        annals.shown(address(Feed.IPADDRESS, "a", "net", NUMBER), 5);
        annals.gone(Feed.IPADDRESS, "a", 8);
        assertThat(violations()).isEmpty();

        annals.shown(claim("a's claim", true, null), 9);

        assertThat(violations()).singleElement().asString().contains("went while its claim was there");
    }

    @Test
    void letsAnAddressGoWhoseClaimIsInDeletion() {
        annals.shown(claim("a's claim", false, null), 4);
        annals.shown(address(Feed.IPADDRESS, "a", "net", NUMBER), 5);
        annals.gone(Feed.IPADDRESS, "a", 8);
        annals.shown(claim("a's claim", true, null), 7);
        annals.gone(Feed.IPCLAIM, "a's claim", 9);

        assertThat(violations()).isEmpty();
        assertThat(annals.open()).isZero();
    }

    @Test
    void findsAStatusThatNamesWhatIsNotThere() {
        annals.shown(claim("a's claim", false, "a"), 4);
        annals.come(Feed.IPADDRESS, 4);

        assertThat(violations()).singleElement().asString().contains("that was not there");
    }

    @Test
    void letsAStatusNameWhatWasThereAtTheTime() {
        annals.shown(address(Feed.IPADDRESS, "a", "net", NUMBER), 3);
        annals.shown(claim("a's claim", false, "a"), 4);
        annals.come(Feed.IPADDRESS, 4);

        assertThat(violations()).isEmpty();
    }

    @Test
    void doesNotJudgeAStatusThatNamesWhatMayHaveComeAndGoneWhileTheFeedWasAway() {
        annals.come(Feed.IPADDRESS, 3);
        annals.shown(claim("a's claim", false, "a"), 4);
        annals.missed(Feed.IPADDRESS, 6);
        annals.listed(Feed.IPADDRESS, Map.of(), 6);
        annals.shown(claim("another's claim", false, "b"), 7);
        annals.come(Feed.IPADDRESS, 7);

        assertThat(violations()).singleElement().asString().contains("another's claim");
    }

    @Test
    void tellsWhatNobodyHasShownToGo() {
        var seen = claim("a's claim", false, null);
        annals.shown(seen, 4);
        annals.shown(claim("another's claim", false, null), 5);

        assertThat(annals.listed(Feed.IPCLAIM, Map.of(claim("another's claim", false, null), 5L), 9)).containsExactly(Map.entry(seen, 4L));
    }

    @Test
    void findsAStatusThatForgetsWhatItNamed() {
        annals.shown(address(Feed.IPADDRESS, "a", "net", NUMBER), 3);
        annals.shown(claim("a's claim", false, "a"), 4);
        annals.shown(claim("a's claim", false, null), 5);

        assertThat(violations()).singleElement().asString().contains("the status of a claim named a, and at 5");
    }

    private List<String> violations() {
        return annals.charges().stream().map(Charge::words).toList();
    }

    /** Its claim's uid follows from its own, so that each has a claim of its own. */
    private static Seen address(Feed feed, String name, String network, String number) {
        return new Seen.OfAddress(feed, name, name, false, network, Address.parse(number), "claim", name + "'s claim");
    }

    private static Seen claim(String uid, boolean deleting, @Nullable String boundTo) {
        return new Seen.OfClaim(Feed.IPCLAIM, "claim", uid, deleting, boundTo, true);
    }
}
