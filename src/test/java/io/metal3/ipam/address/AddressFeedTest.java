package io.metal3.ipam.address;

import io.metal3.ipam.allocator.Allocation;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.testing.ClockByHand;
import io.metal3.ipam.testing.WokenClaims;
import java.util.ArrayList;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.metal3.ipam.address.OneAddress.KEY;
import static io.metal3.ipam.address.OneAddress.NAME;
import static io.metal3.ipam.address.OneAddress.OBJECT;
import static io.metal3.ipam.address.OneAddress.define;
import static io.metal3.ipam.address.OneAddress.ending;
import static io.metal3.ipam.address.OneAddress.known;
import static io.metal3.ipam.address.OneAddress.named;
import static io.metal3.ipam.address.OneAddress.object;
import static io.metal3.ipam.address.OneAddress.shownBy;
import static org.assertj.core.api.Assertions.assertThat;

class AddressFeedTest {

    private final Allocator allocator = new Allocator(new SplittableRandom(1));
    private boolean mayComeAgain;
    private final AddressFeed<IPAddress> feed =
            new AddressFeed<>(IPAddresses.KIND, allocator, new WokenClaims(new ArrayList<>()), address -> false, address -> mayComeAgain, new ClockByHand());

    @Test
    void knowsWhatTheWatchHasShownUntilItIsGone() {
        assertThat(feed.put(KEY, object("u1"))).isNull();
        assertThat(shownBy(feed).getMetadata().getUid()).isEqualTo("u1");
        assertThat(feed.keySet()).containsExactly(KEY);
        assertThat(feed.put(KEY, object("u1"))).isNotNull();

        assertThat(feed.remove(KEY)).isNotNull();
        assertThat(feed.get(KEY)).isNull();
        assertThat(allocator.object(OBJECT)).isEmpty();
        assertThat(feed.remove(KEY)).isNull();
    }

    @ParameterizedTest(name = "as the watch shows: {0}")
    @ValueSource(booleans = {true, false})
    void keepsTheNumberOfAnAddressThatWasEndedWhileAnotherRequestForItMayBeCarriedOut(boolean asTheWatchShows) {
        define(allocator);
        mayComeAgain = true;
        if (asTheWatchShows) {
            feed.put(KEY, object("u1"));
        } else {
            feed.answered(known("u1"));
        }
        allocator.releasing(OBJECT, "u1");

        if (asTheWatchShows) {
            feed.remove(KEY);
        } else {
            feed.gone(known("u1"));
        }

        assertThat(allocator.object(OBJECT)).isEmpty();
        assertThat(allocator.reservationOf(known("u1").claim())).get().extracting(Allocation::objectName).isEqualTo(NAME);
    }

    @Test
    void remembersWhomAnObjectNamedUntilThatWasTakenOffIt() {
        feed.put(KEY, object("u1", "owner"));
        assertThat(feed.wasOwnedBy(OBJECT, "owner")).as("it still names it").isFalse();

        feed.put(KEY, object("u1"));
        feed.put(KEY, object("u1"));
        assertThat(feed.wasOwnedBy(OBJECT, "owner")).isTrue();
        assertThat(feed.wasOwnedBy(OBJECT, "another")).isFalse();

        feed.put(KEY, object("u1", "another"));
        assertThat(feed.wasOwnedBy(OBJECT, "owner")).as("it is somebody else's").isFalse();
    }

    @Test
    void remembersNothingOfAnEarlierObjectOfTheName() {
        feed.put(KEY, object("u1", "owner"));
        feed.put(KEY, object("u1"));
        feed.put(KEY, object("u2"));
        assertThat(feed.wasOwnedBy(OBJECT, "owner")).isFalse();

        feed.put(KEY, object("u2", "owner"));
        feed.remove(KEY);
        feed.put(KEY, object("u3"));
        assertThat(feed.wasOwnedBy(OBJECT, "owner")).isFalse();
    }

    @Test
    void keepsWhatIsInDeletionAsFarAsItHasToBeLetGo() {
        var ending = ending("u1");
        feed.put(KEY, object("u1"));
        assertThat(feed.marked()).isEmpty();

        feed.put(KEY, ending);

        assertThat(feed.marked()).singleElement().satisfies(o -> assertThat(IPAddresses.KIND.isOursToEnd(o)).isTrue());
        assertThat(IPAddresses.KIND.isOursToEnd(shownBy(feed))).isTrue();
        feed.remove(KEY);
        assertThat(feed.marked()).isEmpty();
        assertThat(allocator.object(OBJECT)).isEmpty();
    }

    @Test
    void knowsTheOwnersOfEveryObject() {
        feed.put(KEY, object("u1", "claim-uid", "pool-uid"));
        feed.put("ns/p-10-0-0-2", named("p-10-0-0-2", "u2", "other", "old-pool-uid"));

        assertThat(feed.isOwnedBy(OBJECT, "claim-uid", "pool-uid")).isTrue();
        assertThat(feed.isOwnedBy(OBJECT, "claim-uid", "old-pool-uid")).isFalse();
        var second = IPAddresses.KIND.key("ns", "p-10-0-0-2");
        assertThat(feed.isOwnedBy(second, "other", "old-pool-uid")).isTrue();
        assertThat(feed.isOwnedBy(second, "other", "pool-uid")).isFalse();

        feed.put("ns/p-10-0-0-2", named("p-10-0-0-2", "u2", "other", "pool-uid"));
        assertThat(feed.isOwnedBy(second, "other", "pool-uid")).isTrue();
        feed.put("ns/p-10-0-0-2", named("p-10-0-0-2", "u2"));
        assertThat(feed.isOwnedBy(second, "pool-uid")).isFalse();
    }
}
