package io.metal3.ipam.faults;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.testing.Kind;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aCluster;

/**
 * Several clients that make and delete claims of both kinds without end, each by dice of its own, and one that grows, pauses and
 * deletes pools. They talk to the API server itself, and do not mind when it is not there.
 */
final class Churn implements AutoCloseable {

    private static final int CLIENTS = 8;

    /** So many names has each client, for each kind: more than there are addresses. */
    private static final int NAMES = 50;

    private static final String PAUSED = "cluster.x-k8s.io/paused";
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final String namespace;
    private final long seed;
    private final Map<String, Integer> growth = new HashMap<>();
    private final Tally tally = new Tally();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(CLIENTS + 1, work -> {
        var made = new Thread(work, "churn");
        made.setDaemon(true);
        return made;
    });

    Churn(KubernetesClient client, String namespace, long seed) {
        this.client = client;
        this.namespace = namespace;
        this.seed = seed;
    }

    /** Makes the pools, and begins. */
    void begin(Duration pause) {
        client.resource(aCluster(Landscape.CLUSTER).in(namespace)).create();
        Landscape.plots().forEach(this::make);
        for (int i = 0; i < CLIENTS; i++) {
            var name = "c" + i;
            var dice = new SplittableRandom(seed + i);
            every(pause, () -> turn(name, dice));
        }
        var dice = new SplittableRandom(seed - 1);
        every(Duration.ofMillis(1_500), () -> garden(dice));
    }

    /** Returns when nobody does anything any more, and nothing is paused. */
    void end() {
        close();
        try {
            if (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("A client does not come to its end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        unpause();
    }

    /** What the clients did, and what they were told when they could not. */
    Map<String, Integer> counts() {
        return tally.counts();
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    /** The API server is away at times; then there is nothing to do. */
    private void every(Duration pause, Runnable action) {
        var unused = threads.scheduleWithFixedDelay(
                () -> attempt(action), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean attempt(Runnable action) {
        try {
            action.run();
            return true;
        } catch (KubernetesClientException e) {
            tally.add(e.getCode() == 0 ? "unanswered" : "refused" + e.getCode());
            return false;
        }
    }

    private void turn(String who, RandomGenerator dice) {
        var name = who + "-" + dice.nextInt(NAMES);
        boolean capi = dice.nextInt(5) < 2;
        var type = capi ? CapiIPAddressClaim.class : IPClaim.class;
        int throwing = dice.nextInt(100);
        if (throwing < 55) {
            if (attempt(() -> client.resource(claim(name, capi, dice)).create())) {
                tally.add("created");
                if (dice.nextInt(12) == 0) {
                    delete(type, name);
                }
            }
        } else if (throwing < 97) {
            delete(type, name);
        } else {
            var plot = plot(dice);
            annotate(type, name, MetadataKeys.REQUESTED_ADDRESS_ANNOTATION, dice.nextBoolean() ? plot.number(dice.nextInt(6)) : null);
        }
    }

    private HasMetadata claim(String name, boolean capi, RandomGenerator dice) {
        var plot = plot(dice);
        var requested = dice.nextInt(12) == 0 ? plot.number(dice.nextInt(6)) : null;
        if (!capi) {
            var claim = aClaim(name).of(plot.name());
            return (requested == null ? claim : claim.requesting(requested)).in(namespace);
        }
        return CapiClaims.of(name, plot.name(), namespace, requested);
    }

    private static Landscape.Plot plot(RandomGenerator dice) {
        return Landscape.plots().get(dice.nextInt(Landscape.plots().size()));
    }

    private void garden(RandomGenerator dice) {
        var plot = plot(dice);
        switch (dice.nextInt(12)) {
            case 0, 1 -> {
                int times = growth.getOrDefault(plot.name(), 0) + 1;
                growth.put(plot.name(), times);
                patch(IPPool.class, plot.name(), Map.of("spec", plot.grown(times).spec()));
            }
            case 2, 3 -> annotate(IPPool.class, plot.name(), PAUSED, "");
            case 4 -> pauseCluster(true);
            case 5 -> delete(IPPool.class, "small");
            case 6, 7, 8 -> deleteAnAddress(dice);
            default -> unpause();
        }
        Landscape.plots().forEach(gone -> attempt(() -> make(gone)));
    }

    private void unpause() {
        Landscape.plots().forEach(plot -> attempt(() -> annotate(IPPool.class, plot.name(), PAUSED, null)));
        attempt(() -> pauseCluster(false));
    }

    /** By hand, as people do who think that it helps. */
    private void deleteAnAddress(RandomGenerator dice) {
        var type = dice.nextBoolean() ? IPAddress.class : CapiIPAddress.class;
        List<? extends HasMetadata> all = client.resources(type).inNamespace(namespace).list().getItems();
        if (!all.isEmpty()) {
            client.resource(all.get(dice.nextInt(all.size()))).delete();
        }
    }

    private void make(Landscape.Plot plot) {
        client.resource(plot.grown(growth.getOrDefault(plot.name(), 0)).in(namespace)).create();
    }

    private void pauseCluster(boolean paused) {
        Kind.CLUSTER.requests(client, namespace)
                .withName(Landscape.CLUSTER)
                .patch(MERGE, client.getKubernetesSerialization().asJson(Map.of("spec", Map.of("paused", paused))));
    }

    private void annotate(Class<? extends HasMetadata> type, String name, String key, @Nullable String value) {
        var annotations = new HashMap<String, @Nullable String>();
        annotations.put(key, value);
        patch(type, name, Map.of("metadata", Map.of("annotations", annotations)));
    }

    private void patch(Class<? extends HasMetadata> type, String name, Object change) {
        client.resources(type)
                .inNamespace(namespace)
                .withName(name)
                .patch(MERGE, client.getKubernetesSerialization().asJson(change));
    }

    private void delete(Class<? extends HasMetadata> type, String name) {
        if (!client.resources(type).inNamespace(namespace).withName(name).delete().isEmpty()) {
            tally.add("deleted");
        }
    }
}
