package io.metal3.ipam.protocol;

import io.metal3.ipam.allocator.ClaimKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two managers without election, each of which is shown one kind of claim only, in the very second in which the first claims of a kind come:
 * the orders of events that hardly any random run would hit.
 */
class FirstOfAKindTest {

    private static final int METAL3 = 0;
    private static final int CAPI = 1;
    private static final Duration A_MOMENT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(5);

    private final Story story = Story.nobodyReads();
    private final ModelServer server = new ModelServer(Mode.BOTH_BLIND);
    private final List<ModelReplica> replicas = new ArrayList<>();
    private final Time time = new Time(replicas, story);

    /** The one that sees nothing of Cluster API's kinds, and the one that sees nothing else. */
    private final ModelReplica one = replica("one", 1);
    private final ModelReplica other = replica("other", 2);

    @BeforeEach
    void begin() {
        server.putPool("p", 9);
        replicas.forEach(replica -> {
            IntStream.range(0, ModelServer.WATCHES).forEach(watch -> replica.list(watch, 0));
            replica.serve(false);
        });
    }

    /** What the one was told just before the first claim of the other kind came, it still relies on after that has its address. */
    @Test
    void theFirstClaimIsNotToldBeforeEverybodyKnowsThatThereAreSuch() {
        make(METAL3, "a");
        serve(one, METAL3);
        assertThat(told(METAL3, "a")).isEqualTo("p-10-0-0-1");
        time.pass(LONG);
        make(METAL3, "b");
        serve(one, METAL3);
        assertThat(told(METAL3, "b")).isEqualTo("p-10-0-0-2");

        time.pass(A_MOMENT);
        show(other, 2 + METAL3);
        make(CAPI, "first");
        serve(other, CAPI);
        assertThat(has(CAPI, "p-10-0-0-3")).isTrue();
        assertThat(told(CAPI, "first")).isNull();

        time.pass(A_MOMENT);
        make(METAL3, "c");
        serve(one, METAL3);
        assertThat(told(METAL3, "c")).as("nobody has told it that there are others").isEqualTo("p-10-0-0-3");

        time.pass(LONG);
        serve(other, CAPI);
        assertThat(told(CAPI, "first")).isEqualTo("p-10-0-0-4");
        assertThat(has(CAPI, "p-10-0-0-3")).isFalse();
    }

    /** Both have been told a moment ago that there is no claim of the other's kind, and both were right. */
    @Test
    void whoeverServesTheFirstClaimDoesNotRelyOnWhatHeWasToldBefore() {
        make(CAPI, "before");
        serve(other, CAPI);
        assertThat(told(CAPI, "before")).isEqualTo("p-10-0-0-1");
        server.put(claim(CAPI, "before").inDeletion());
        serve(other, CAPI);
        assertThat(server.claims).isEmpty();
        assertThat(server.addresses).isEmpty();

        time.pass(A_MOMENT);
        make(METAL3, "a");
        serve(one, METAL3);
        assertThat(told(METAL3, "a")).isEqualTo("p-10-0-0-1");

        time.pass(A_MOMENT);
        make(CAPI, "after");
        serve(other, CAPI);
        time.pass(LONG);
        serve(other, CAPI);
        assertThat(told(CAPI, "after")).isEqualTo("p-10-0-0-2");
    }

    /** Which is why nobody has to ask for an address each time. */
    @Test
    void whereAllIsKnownForLongNobodyWaits() {
        make(METAL3, "a");
        make(CAPI, "a");
        serve(one, METAL3);
        serve(other, CAPI);
        time.pass(LONG);
        serve(one, METAL3);
        serve(other, CAPI);
        show(one, 2 + CAPI);
        show(other, 2 + METAL3);

        make(METAL3, "b");
        serve(one, METAL3);
        show(other, 2 + METAL3);
        make(CAPI, "b");
        serve(other, CAPI);

        assertThat(told(METAL3, "b")).isEqualTo("p-10-0-0-3");
        assertThat(told(CAPI, "b")).isEqualTo("p-10-0-0-4");
    }

    private ModelReplica replica(String name, long seed) {
        var replica = new ModelReplica(name, false, server, time.network(), story, time.clock(), seed, (lister, watch) -> {});
        replicas.add(replica);
        return replica;
    }

    private static ClaimKey key(int door, String name) {
        return new ClaimKey(ModelServer.CLAIM_KINDS.get(door), ModelServer.NAMESPACE, name);
    }

    private void make(int door, String name) {
        server.put(ClaimState.made(key(door, name), server.newUid(), time.clock().instant(), "p"));
    }

    /** The manager is shown all there is of one kind, and does all there is to do for it now. */
    private void serve(ModelReplica replica, int door) {
        do {
            show(replica, door);
            show(replica, 2 + door);
            replica.agenda().due().forEach(replica::lookWithoutAStop);
        } while (replica.lags(door) || replica.lags(2 + door) || !replica.agenda().due().isEmpty());
    }

    private static void show(ModelReplica replica, int watch) {
        while (replica.lags(watch)) {
            replica.show(watch);
        }
    }

    private ClaimState claim(int door, String name) {
        return Objects.requireNonNull(server.claims.get(key(door, name)));
    }

    private @Nullable String told(int door, String name) {
        return claim(door, name).boundTo();
    }

    private boolean has(int door, String address) {
        return server.find(server.addressKey(key(door, ""), address)).isPresent();
    }
}
