package io.metal3.ipam.address;

import io.metal3.ipam.address.OneAddress.Stored;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.AllocationRequest;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.testing.ClockByHand;
import io.metal3.ipam.testing.WokenClaims;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.metal3.ipam.address.OneAddress.KEY;
import static io.metal3.ipam.address.OneAddress.OBJECT;
import static io.metal3.ipam.address.OneAddress.define;
import static io.metal3.ipam.address.OneAddress.ending;
import static io.metal3.ipam.address.OneAddress.known;
import static io.metal3.ipam.address.OneAddress.object;
import static io.metal3.ipam.address.OneAddress.shownBy;
import static org.assertj.core.api.Assertions.assertThat;

/** What an answer of the API server shows, and what the watch shows of the same, before or after. */
class AddressFeedAnswersTest {

    private final ClockByHand watch = new ClockByHand();
    private final Allocator allocator = new Allocator(new SplittableRandom(1));
    private final AddressFeed<IPAddress> feed =
            new AddressFeed<>(IPAddresses.KIND, allocator, new WokenClaims(new ArrayList<>()), address -> false, address -> false, watch);

    @Test
    void doesNotShowTheInformerWhatOnlyAnAnswerHasShown() {
        feed.answered(known("u1"));

        assertThat(allocator.object(OBJECT)).isPresent();
        assertThat(feed.get(KEY)).isNull();
        assertThat(feed.values()).isEmpty();
        assertThat(feed.values()).isEmpty();
        assertThat(feed.remove(KEY)).isNull();
        assertThat(allocator.object(OBJECT)).as("the list was older than the answer").isPresent();

        feed.put(KEY, object("u1"));
        assertThat(feed.values()).hasSize(1);
    }

    @Test
    void takesAnAnswerThatComesAfterTheWatchForNoNews() {
        feed.put(KEY, object("u1"));
        feed.answered(known("u1"));

        assertThat(feed.get(KEY)).isNotNull();
        assertThat(feed.remove(KEY)).isNotNull();
        assertThat(allocator.object(OBJECT)).isEmpty();
    }

    /** A list that was answered just before, above all: nothing would ever take its number from it again. */
    @ParameterizedTest(name = "as the watch shows: {0}")
    @ValueSource(booleans = {true, false})
    void takesNoAnswerForTrueThatIsOlderThanTheEndOfTheObject(boolean asTheWatchShows) {
        if (asTheWatchShows) {
            feed.put(KEY, object("u1"));
            feed.remove(KEY);
        } else {
            feed.answered(known("u1"));
            feed.gone(known("u1"));
        }

        feed.answered(known("u1"));
        assertThat(allocator.object(OBJECT)).isEmpty();

        feed.answered(known("u2"));
        assertThat(allocator.object(OBJECT)).get().extracting(AddressObject::uid).isEqualTo("u2");
    }

    @Test
    void forgetsAnAddressThatTheWatchShowsToBeGoneWhileAnAnswerSaysThatItIsThere() throws Exception {
        try (var watchThread = Executors.newSingleThreadExecutor()) {
            for (int i = 0; i < 20_000; i++) {
                feed.put(KEY, object("u" + i));
                var address = known("u" + i);
                var together = new CyclicBarrier(2);
                var gone = watchThread.submit(() -> {
                    together.await();
                    return feed.remove(KEY);
                });
                together.await();
                feed.answered(address);
                gone.get();

                assertThat(allocator.object(OBJECT)).isEmpty();
            }
        }
    }

    @Test
    void asksNobodyToLookAtAnAddressThatTheAnswerAndTheWatchShowAtOnce() throws Exception {
        var woken = new ConcurrentLinkedQueue<ClaimKey>();
        try (var watchThread = Executors.newSingleThreadExecutor()) {
            for (int i = 0; i < 20_000; i++) {
                var fresh = new Allocator(new SplittableRandom(1));
                define(fresh);
                var served = new AddressFeed<>(IPAddresses.KIND, fresh, new WokenClaims(woken), a -> false, a -> false, watch);
                var address = known("u1");
                fresh.allocate(new AllocationRequest(
                        address.claim(), "claim-uid", address.pool(), Instant.EPOCH, null, address.address()));
                var together = new CyclicBarrier(2);
                var shown = watchThread.submit(() -> {
                    together.await();
                    return served.put(KEY, object("u1"));
                });
                together.await();
                served.answered(address);
                shown.get();
            }
        }
        assertThat(woken).isEmpty();
    }

    @Test
    void leavesAnObjectThatWasMadeAnewWhenTheWatchShowsTheEndOfTheFirst() {
        feed.put(KEY, object("u1"));
        feed.answered(known("u2"));

        feed.remove(KEY);

        assertThat(allocator.object(OBJECT)).get().extracting(AddressObject::uid).isEqualTo("u2");
    }

    /** A dead watch is begun anew, and shows the first object come and go once more: what has its name now was made in between. */
    @Test
    void leavesAnObjectThatWasMadeAnewWhenTheWatchShowsTheWholeLifeOfTheFirst() {
        feed.answered(known("u1"));
        later();
        feed.verify(new Stored(null));
        assertThat(allocator.object(OBJECT)).isEmpty();
        feed.answered(known("u2"));
        later();
        feed.verify(new Stored(object("u2")));

        feed.put(KEY, object("u1"));
        assertThat(allocator.object(OBJECT)).get().extracting(AddressObject::uid).isEqualTo("u2");
        feed.remove(KEY);
        assertThat(allocator.object(OBJECT)).get().extracting(AddressObject::uid).isEqualTo("u2");

        feed.put(KEY, object("u2"));
        assertThat(shownBy(feed).getMetadata().getUid()).isEqualTo("u2");
        feed.remove(KEY);
        assertThat(allocator.object(OBJECT)).isEmpty();
    }

    @Test
    void learnsWhatIsThereInsteadOfWhatTheWatchNeverShowed() {
        feed.answered(known("u1"));
        later();

        feed.verify(new Stored(object("u2")));

        assertThat(allocator.object(OBJECT)).get().extracting(AddressObject::uid).isEqualTo("u2");
    }

    /** The watch showed it while an answer told of another of its name: it was taken for an earlier one, and will not be shown again. */
    @Test
    void tellsOfWhatIsInDeletionAndWasNotBelievedTheWatch() {
        feed.answered(known("u1"));
        feed.put(KEY, ending("u2"));
        assertThat(feed.get(KEY)).isNull();
        feed.answered(known("u2"));
        later();

        var found = feed.verify(new Stored(ending("u2")));

        assertThat(found).singleElement().satisfies(o -> assertThat(IPAddresses.KIND.isOursToEnd(o)).isTrue());
        assertThat(IPAddresses.KIND.isOursToEnd(shownBy(feed))).isTrue();
    }

    /** Nobody waits any longer for the watch. */
    private void later() {
        watch.pass(Duration.ofSeconds(60));
    }
}
