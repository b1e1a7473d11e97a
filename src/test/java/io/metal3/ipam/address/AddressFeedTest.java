package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocation;
import io.metal3.ipam.allocator.AllocationRequest;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPAddressSpec;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.pool.PoolParser;
import io.metal3.ipam.testing.ClockByHand;
import io.metal3.ipam.testing.WokenClaims;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.metal3.ipam.testing.Builders.aPool;
import static org.assertj.core.api.Assertions.assertThat;

class AddressFeedTest {

    private static final String NAME = "p-10-0-0-1";
    private static final String KEY = "ns/" + NAME;
    private static final ObjectKey OBJECT = IPAddresses.KIND.key("ns", NAME);

    private final ClockByHand watch = new ClockByHand();
    private final Allocator allocator = new Allocator(new SplittableRandom(1));
    private boolean mayComeAgain;
    private final AddressFeed<IPAddress> feed =
            new AddressFeed<>(IPAddresses.KIND, allocator, new WokenClaims(new ArrayList<>()), address -> false, address -> mayComeAgain, watch);

    @Test
    void knowsWhatTheWatchHasShownUntilItIsGone() {
        assertThat(feed.put(KEY, object("u1"))).isNull();
        assertThat(shown().getMetadata().getUid()).isEqualTo("u1");
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
    void takesAnAnswerThatComesAfterTheWatchForNoNews() {
        feed.put(KEY, object("u1"));
        feed.answered(known("u1"));

        assertThat(feed.get(KEY)).isNotNull();
        assertThat(feed.remove(KEY)).isNotNull();
        assertThat(allocator.object(OBJECT)).isEmpty();
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
        assertThat(shown().getMetadata().getUid()).isEqualTo("u2");
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
        assertThat(IPAddresses.KIND.isOursToEnd(shown())).isTrue();
    }

    @Test
    void keepsWhatIsInDeletionAsFarAsItHasToBeLetGo() {
        var ending = ending("u1");
        feed.put(KEY, object("u1"));
        assertThat(feed.marked()).isEmpty();

        feed.put(KEY, ending);

        assertThat(feed.marked()).singleElement().satisfies(o -> assertThat(IPAddresses.KIND.isOursToEnd(o)).isTrue());
        assertThat(IPAddresses.KIND.isOursToEnd(shown())).isTrue();
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

    private static void define(Allocator allocator) {
        var spec = Objects.requireNonNull(aPool("pool").namePrefix("p").range("10.0.0.1", "10.0.0.9").in("ns").getSpec());
        allocator.definePool(known("u1").pool(), PoolParser.parse(spec).definition());
    }

    private static IPAddress ending(String uid) {
        var object = object(uid);
        object.getMetadata().setDeletionTimestamp("2026-11-22T10:00:00Z");
        return object;
    }

    /** Nobody waits any longer for the watch. */
    private void later() {
        watch.pass(Duration.ofSeconds(60));
    }

    private IPAddress shown() {
        return Objects.requireNonNull(feed.get(KEY));
    }

    private static IPAddress object(String uid, String... owners) {
        return named(NAME, uid, owners);
    }

    /** Its owners are the claim, the pool, in this order. */
    private static IPAddress named(String name, String uid, String... owners) {
        var object = new IPAddress();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ns")
                .withName(name)
                .withUid(uid)
                .withResourceVersion("1")
                .withFinalizers(MetadataKeys.ADDRESS_FINALIZER)
                .build());
        for (int i = 0; i < owners.length; i++) {
            object.getMetadata().getOwnerReferences().add(new OwnerReferenceBuilder()
                    .withKind(i == 0 ? "IPClaim" : "IPPool")
                    .withName(i == 0 ? "c" : "pool")
                    .withUid(owners[i])
                    .build());
        }
        object.setSpec(new IPAddressSpec(
                name.substring(2).replace('-', '.'), reference("c"), reference("pool"), 24, null, List.of()));
        return object;
    }

    private static AddressObject known(String uid) {
        return IPAddresses.KIND.read(object(uid)).orElseThrow();
    }

    private static ObjectReference reference(String name) {
        return new ObjectReferenceBuilder().withName(name).withNamespace("ns").build();
    }

    /** An API server that has this object, or none. */
    private record Stored(@Nullable IPAddress object) implements AddressObjects<IPAddress> {
        @Override
        public AddressKind<IPAddress> kind() {
            return IPAddresses.KIND;
        }

        @Override
        public Optional<IPAddress> get(ObjectKey key) {
            return Optional.ofNullable(object);
        }

        @Override
        public Page<IPAddress> page(@Nullable String namespace, long size, @Nullable String from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void letGo(IPAddress object) {
            throw new UnsupportedOperationException();
        }
    }
}
