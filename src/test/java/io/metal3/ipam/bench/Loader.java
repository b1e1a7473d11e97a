package io.metal3.ipam.bench;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.metal3.ipam.bench.Wire.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.net.SocketFactory;

/**
 * One step of a measurement, in a process of its own: makes claims or deletes them, as users do, and says how long it took until all
 * of them were served. As the floor it does the manager's part as well.
 *
 * <p>Arguments: the kubeconfig, a namespace with a pool called {@code pool}, the kind of claim, the step, how many claims, how many
 * of them in a second (0: as fast as it goes). Prints one {@link Step.Result}.
 */
final class Loader {

    private static final int WORKERS = 32;
    private static final int WARM_UP_REQUESTS = 100;

    private final Endpoint endpoint;
    private final String namespace;
    private final ClaimKind kind;
    private final int count;
    private final double rate;
    private final Map<String, Long> created = new ConcurrentHashMap<>();

    private Loader(Endpoint endpoint, String namespace, ClaimKind kind, int count, double rate) {
        this.endpoint = endpoint;
        this.namespace = namespace;
        this.kind = kind;
        this.count = count;
        this.rate = rate;
    }

    public static void main(String[] args) throws Exception {
        var loader = new Loader(
                endpoint(Path.of(args[0])),
                args[1],
                ClaimKind.valueOf(args[2]),
                Integer.parseInt(args[4]),
                Double.parseDouble(args[5]));
        System.out.println(loader.run(Step.valueOf(args[3])).line());
    }

    private Step.Result run(Step step) throws IOException, InterruptedException, ExecutionException {
        var poolUid = poolUid();
        return switch (step) {
            case SERVE -> serve((wire, i) -> create(wire, i));
            case SERVE_FLOOR -> serve((wire, i) -> kind.serve(wire, namespace, poolUid, create(wire, i), name(i), i + 1));
            case RELEASE -> release((wire, i) -> kind.delete(wire, namespace, name(i)));
            case RELEASE_FLOOR -> release((wire, i) -> {
                kind.delete(wire, namespace, name(i));
                kind.release(wire, namespace, name(i), i + 1);
            });
        };
    }

    private Step.Result serve(Task task) throws IOException, InterruptedException, ExecutionException {
        try (var bound = new Bound(endpoint, kind, namespace, count)) {
            var start = forEachClaim(task);
            var times = bound.await();
            var end = System.nanoTime();
            var latencies = times.entrySet().stream()
                    .mapToLong(e -> e.getValue() - Objects.requireNonNull(created.get(e.getKey())))
                    .toArray();
            Arrays.sort(latencies);
            return new Step.Result(
                    count, end - start, percentile(latencies, 0.5), percentile(latencies, 0.99), latencies[latencies.length - 1]);
        }
    }

    private Step.Result release(Task task) throws IOException, InterruptedException, ExecutionException {
        var start = forEachClaim(task);
        try (var wire = endpoint.connect()) {
            while (isLeft(wire, kind.claims(namespace)) || isLeft(wire, kind.addresses(namespace))) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        return new Step.Result(count, System.nanoTime() - start, 0, 0, 0);
    }

    private static boolean isLeft(Wire wire, String path) throws IOException {
        return !ClaimKind.checked(wire.get(path + "?limit=1")).body().contains("\"items\":[]");
    }

    private Wire.Answer create(Wire wire, int i) throws IOException {
        created.put(name(i), System.nanoTime());
        return kind.create(wire, namespace, name(i));
    }

    private static String name(int i) {
        return "claim-" + i;
    }

    private interface Task {
        void run(Wire wire, int i) throws IOException;
    }

    /** All claims by a few connections, each of which has been used before; when it began. */
    private long forEachClaim(Task task) throws InterruptedException, ExecutionException, IOException {
        var next = new AtomicInteger();
        var wires = new Wire[WORKERS];
        for (int i = 0; i < WORKERS; i++) {
            wires[i] = endpoint.connect();
        }
        try (var threads = Executors.newFixedThreadPool(WORKERS)) {
            await(Arrays.stream(wires).map(wire -> threads.submit(() -> warmUp(wire))).toArray(Future<?>[]::new));
            var start = System.nanoTime();
            await(Arrays.stream(wires)
                    .map(wire -> threads.submit(() -> {
                        for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                            awaitTurn(start, i);
                            task.run(wire, i);
                        }
                        wire.close();
                        return 0;
                    }))
                    .toArray(Future<?>[]::new));
            return start;
        }
    }

    private static int warmUp(Wire wire) throws IOException {
        for (int i = 0; i < WARM_UP_REQUESTS; i++) {
            ClaimKind.checked(wire.get("/version"));
        }
        return WARM_UP_REQUESTS;
    }

    private static void await(Future<?>... work) throws InterruptedException, ExecutionException {
        for (var one : work) {
            one.get();
        }
    }

    private void awaitTurn(long start, int i) {
        if (rate > 0) {
            var turn = start + (long) (i / rate * TimeUnit.SECONDS.toNanos(1));
            for (long left = turn - System.nanoTime(); left > 0; left = turn - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    private String poolUid() throws IOException {
        try (var wire = endpoint.connect()) {
            var pool = wire.get("/apis/ipam.metal3.io/v1alpha1/namespaces/" + namespace + "/ippools/pool");
            return ClaimKind.field(ClaimKind.checked(pool).body(), "uid");
        }
    }

    private static long percentile(long[] sorted, double part) {
        return sorted[(int) (part * (sorted.length - 1))];
    }

    private static Endpoint endpoint(Path kubeconfig) throws IOException, GeneralSecurityException {
        var config = Config.fromKubeconfig(kubeconfig.toFile());
        var server = URI.create(config.getMasterUrl());
        SocketFactory sockets = "https".equals(server.getScheme())
                ? SSLUtils.sslContext(config).getSocketFactory()
                : SocketFactory.getDefault();
        return new Endpoint(server, sockets, config.getAutoOAuthToken());
    }
}
