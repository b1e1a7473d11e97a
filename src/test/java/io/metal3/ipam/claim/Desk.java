package io.metal3.ipam.claim;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.metal3.ipam.address.AddressApi;
import io.metal3.ipam.address.AddressFeed;
import io.metal3.ipam.address.Addresses;
import io.metal3.ipam.address.Attention;
import io.metal3.ipam.address.FreshView;
import io.metal3.ipam.address.IPAddresses;
import io.metal3.ipam.allocator.AllocationRequest;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.cluster.ClusterFeed;
import io.metal3.ipam.kube.EventRecorder;
import io.metal3.ipam.kube.WakeUps;
import io.metal3.ipam.pool.Pools;
import io.metal3.ipam.testing.ClaimBuilder;
import io.metal3.ipam.testing.PoolBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What serves IPClaims in the namespace {@code ns}, over an API server that has nothing of what it is asked for. */
final class Desk implements AutoCloseable {

    static final String UID = "6a1c1a0e-9c4f-4f2b-8a51-0f5d3c2b1a09";

    /** What the watch has shown of addresses. */
    final AddressFeed<IPAddress> feed;

    final Allocator allocator = new Allocator(new SplittableRandom(1));
    final ClaimStore<IPClaim> store;
    final ClaimProcessor<IPClaim> processor;
    final ClaimWakeUps<IPClaim> wakeUps;

    /** What happens elsewhere whenever claims have been named to be looked at again. */
    Runnable meanwhile = () -> {};

    /** Whom nobody need ask the API server about. */
    final Newcomers newcomers;

    /** The pools whose counts have changed. */
    final Set<PoolKey> counted = ConcurrentHashMap.newKeySet();

    private final HttpServer server;
    private final KubernetesClient client;
    private final EventRecorder events;
    private final Pools pools = new Pools(allocator, pool -> {});

    Desk() {
        server = emptyServer();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .build())
                .build();
        var clock = Clock.systemUTC();
        events = new EventRecorder(client, clock);
        newcomers = new Newcomers(clock);
        var objects = new AddressApi<>(client, IPAddresses.KIND);
        var api = new IPClaimApi(new ClaimRequests<>(client, IPClaim.class, null), objects, new ClaimStatusRenderer(clock));
        store = new ClaimStore<>(api, newcomers, new Departures<>(), new Presence(clock), () -> true);
        feed = new AddressFeed<>(IPAddresses.KIND, allocator, new Counting(), address -> false, address -> false, clock);
        var addresses = new Addresses(allocator, feed, new FreshView<>(objects, feed));
        processor = new ClaimProcessor<>(api, addresses, newcomers, surroundings(clock));
        wakeUps = new ClaimWakeUps<>(IPAddresses.CLAIM_KIND, store, new WakeUps<>(), api, processor);
    }

    private static HttpServer emptyServer() {
        try {
            var result = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            result.start();
            return result;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Surroundings surroundings(Clock clock) {
        return new Surroundings(
                allocator,
                new ClaimGatherer(pools, new ClusterFeed(client, null, (namespace, name) -> {})),
                new FrontDoors(Stream::of, new Unserved(() -> false, () -> false, clock)),
                new Counting(),
                events,
                clock,
                (claim, outcome) -> {},
                true);
    }

    /** The watch has shown this pool. */
    void show(PoolBuilder builder) {
        var pool = builder.in("ns");
        pool.getMetadata().setUid(UID);
        pools.put("ns/" + pool.getMetadata().getName(), pool);
    }

    /** As the API server would give it back. */
    static IPClaim stored(ClaimBuilder claim) {
        var object = claim.in("ns");
        object.getMetadata().setUid(UID);
        object.getMetadata().setResourceVersion("7");
        object.getMetadata().setGeneration(1L);
        object.getMetadata().setCreationTimestamp("2026-11-22T10:00:00Z");
        return object;
    }

    static PoolKey pool(String name) {
        return new PoolKey("ns", name);
    }

    /** What the IPClaim of this name asks the pool for. */
    static AllocationRequest request(String claim, String pool) {
        var key = new ClaimKey(IPAddresses.CLAIM_KIND, "ns", claim);
        return new AllocationRequest(key, claim + "-uid", pool(pool), Instant.parse("2026-11-22T11:00:00Z"), null, null);
    }

    @Override
    public void close() {
        events.close();
        client.close();
        server.stop(0);
    }

    private final class Counting implements Attention {
        @Override
        public void claims(Collection<ClaimKey> claims) {
            meanwhile.run();
        }

        @Override
        public void counts(PoolKey pool) {
            counted.add(pool);
        }
    }
}
