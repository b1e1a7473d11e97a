package io.metal3.ipam.claim;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.metal3.ipam.address.AddressApi;
import io.metal3.ipam.address.AddressFeed;
import io.metal3.ipam.address.Addresses;
import io.metal3.ipam.address.FreshView;
import io.metal3.ipam.address.IPAddresses;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.AllocationRequest;
import io.metal3.ipam.allocator.AllocationResult;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPClaimStatus;
import io.metal3.ipam.cluster.ClusterFeed;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.kube.EventRecorder;
import io.metal3.ipam.kube.WakeUps;
import io.metal3.ipam.pool.Pools;
import io.metal3.ipam.testing.ClaimBuilder;
import io.metal3.ipam.testing.WokenClaims;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static org.assertj.core.api.Assertions.assertThat;

class ClaimWakeUpsTest {

    private static final String UID = "6a1c1a0e-9c4f-4f2b-8a51-0f5d3c2b1a09";
    private static final PoolKey POOL = new PoolKey("ns", "pool");

    /** Has nothing of what it is asked for. */
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

    @AutoClose
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(Config.empty())
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .build())
            .build();

    private final Clock clock = Clock.systemUTC();

    @AutoClose
    private final EventRecorder events = new EventRecorder(client, clock);

    private final Allocator allocator = new Allocator(new SplittableRandom(1));
    private final Pools pools = new Pools(allocator, pool -> {});
    private final AddressApi<IPAddress> objects = new AddressApi<>(client, IPAddresses.KIND);
    private final IPClaimApi api =
            new IPClaimApi(new ClaimRequests<>(client, IPClaim.class), objects, new ClaimStatusRenderer(clock));
    private final Newcomers newcomers = new Newcomers(clock);
    private final ClaimStore<IPClaim> store = new ClaimStore<>(api, newcomers, new Departures<>(), () -> true);
    private final ClaimProcessor<IPClaim> processor = processor();
    private final ClaimWakeUps<IPClaim> wakeUps =
            new ClaimWakeUps<>(IPAddresses.CLAIM_KIND, store, new WakeUps<>(), api, processor);

    ClaimWakeUpsTest() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    static Stream<ClaimBuilder> claims() {
        return Stream.of(aClaim("a"), aClaim("a").remembering("10.0.0.1"));
    }

    /** Nobody would take it out of the line any more, and whoever came after it would wait for ever. */
    @ParameterizedTest
    @MethodSource("claims")
    void aClaimThatGoesWhileItsPoolChangesKeepsNothingFromOthers(ClaimBuilder claim) throws Exception {
        var pool = aPool("pool").range("10.0.0.1", "10.0.0.1").in("ns");
        pool.getMetadata().setUid(UID);
        pools.put("ns/pool", pool);
        try (var watch = Executors.newSingleThreadExecutor()) {
            for (int i = 0; i < 3_000; i++) {
                store.put("ns/a", stored(claim));
                var together = new CyclicBarrier(2);
                var goes = watch.submit(() -> {
                    together.await();
                    var gone = Objects.requireNonNull(store.remove("ns/a"));
                    processor.gone(gone);
                    return gone;
                });
                together.await();
                wakeUps.poolChanged(POOL);
                goes.get();

                assertThat(allocator.allocate(other())).isInstanceOf(AllocationResult.Reserved.class);
                allocator.giveBack(other().claim());
            }
        }
    }

    /** When it is not paused any more it has all it needs, and nobody looks at it again. */
    @Test
    void aPausedClaimThatHasItsAddressKeepsNoOtherNumberFromOthers() {
        var earlier = aPool("earlier").range("10.0.1.1", "10.0.1.1").in("ns");
        var paused = aPool("pool").range("10.0.0.1", "10.0.0.1").paused().in("ns");
        Stream.of(earlier, paused).forEach(pool -> pool.getMetadata().setUid(UID));
        pools.put("ns/earlier", earlier);
        pools.put("ns/pool", paused);
        var claim = stored(aClaim("a"));
        claim.setStatus(new IPClaimStatus(
                new ObjectReferenceBuilder().withName("pool-10-0-0-1").withNamespace("ns").build(), null, List.of()));
        var key = IPClaimApi.key(claim);
        allocator.allocate(request(key, new PoolKey("ns", "earlier")));
        allocator.observe(new AddressObject(
                IPAddresses.KIND.key("ns", "pool-10-0-0-1"), "object-uid", Address.parse("10.0.0.1"), POOL, key, UID, false));

        assertThat(processor.process(claim)).isInstanceOf(ClaimOutcome.Held.class);

        assertThat(allocator.allocate(request(other().claim(), new PoolKey("ns", "earlier"))))
                .isInstanceOf(AllocationResult.Reserved.class);
    }

    private static AllocationRequest request(ClaimKey claim, PoolKey pool) {
        return new AllocationRequest(claim, UID, pool, Instant.parse("2026-11-22T10:00:00Z"), null, null);
    }

    private static IPClaim stored(ClaimBuilder claim) {
        var object = claim.in("ns");
        object.getMetadata().setUid(UID);
        object.getMetadata().setResourceVersion("7");
        object.getMetadata().setGeneration(1L);
        object.getMetadata().setCreationTimestamp("2026-11-22T10:00:00Z");
        return object;
    }

    private static AllocationRequest other() {
        var key = new ClaimKey(IPAddresses.CLAIM_KIND, "ns", "later");
        return new AllocationRequest(key, "later-uid", POOL, Instant.parse("2026-11-22T11:00:00Z"), null, null);
    }

    private ClaimProcessor<IPClaim> processor() {
        var nobody = new WokenClaims(new ConcurrentLinkedQueue<>());
        var feed = new AddressFeed<>(IPAddresses.KIND, allocator, nobody, address -> false, address -> false, clock);
        var surroundings = new Surroundings(
                allocator,
                new ClaimGatherer(pools, new ClusterFeed(client, null, (namespace, name) -> {})),
                new FrontDoors(Stream::of),
                nobody,
                events,
                clock,
                (claim, outcome) -> {},
                true);
        return new ClaimProcessor<>(
                api, new Addresses(allocator, feed, new FreshView<>(objects, feed)), newcomers, surroundings);
    }
}
