package io.metal3.ipam.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.metal3.ipam.kube.ClusterApi;
import io.metal3.ipam.kube.KindWatch;
import io.metal3.ipam.kube.Namespaces;
import io.metal3.ipam.kube.OwnerReferences;
import io.metal3.ipam.kube.TrimmedStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the Clusters of Cluster API, in whichever version is served, and picks the kind up when it is installed later. Where it
 * is not installed every Cluster that somebody names is {@link ClusterState#MISSING}: pools without one are served, the others
 * are held.
 */
public final class ClusterFeed implements Clusters, AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(ClusterFeed.class);

    private static final String CRD_NAME = "clusters." + ClusterApi.GROUP;

    /** Versions this manager can read, the preferred one first: {@code spec.paused} is the same in both. */
    private static final List<String> VERSIONS = List.of("v1beta2", "v1beta1");

    private static final long SYNC_TIMEOUT_SECONDS = 600;

    private final KubernetesClient client;
    private final @Nullable String namespace;
    private final BiConsumer<String, String> changed;

    private final KindWatch kind;

    /** Null while the kind is not installed. */
    private volatile @Nullable SharedIndexInformer<GenericKubernetesResource> clusters;

    /**
     * Makes a feed that knows nothing until it is started.
     *
     * @param namespace the one to watch, or null for all
     * @param changed hears namespace and name of a Cluster that came, went, was paused or unpaused
     */
    public ClusterFeed(KubernetesClient client, @Nullable String namespace, BiConsumer<String, String> changed) {
        this.client = client;
        this.namespace = namespace;
        this.changed = changed;
        this.kind = new KindWatch(client, CRD_NAME, VERSIONS, this::versionChanged);
    }

    /** Returns when the state of every Cluster is known. */
    public void start() {
        kind.start()
                .ifPresentOrElse(
                        version -> watch(version)
                                .toCompletableFuture()
                                .orTimeout(SYNC_TIMEOUT_SECONDS, TimeUnit.SECONDS)
                                .join(),
                        () -> LOGGER.info(
                                "Cluster API is not installed: pools and claims that name a Cluster wait until it is"));
    }

    @Override
    public ClusterState state(String namespace, @Nullable String name) {
        if (name == null || name.isEmpty()) {
            return ClusterState.NOT_NAMED;
        }
        return find(namespace, name)
                .map(c -> isPaused(c) ? ClusterState.PAUSED : ClusterState.RUNNING)
                .orElse(ClusterState.MISSING);
    }

    @Override
    public boolean isAnyPaused(String namespace) {
        var informer = clusters;
        return informer != null
                && informer.getStore().list().stream()
                        .anyMatch(c -> namespace.equals(c.getMetadata().getNamespace()) && isPaused(c));
    }

    @Override
    public Optional<OwnerReference> reference(String namespace, String name) {
        return find(namespace, name)
                .map(c -> OwnerReferences.to(c.getApiVersion(), c.getKind(), name, c.getMetadata().getUid()));
    }

    @Override
    public void close() {
        kind.close();
        forgetClusters();
    }

    private Optional<GenericKubernetesResource> find(String namespace, String name) {
        var informer = clusters;
        return informer == null
                ? Optional.empty()
                : Optional.ofNullable(informer.getStore().getByKey(Cache.namespaceKeyFunc(namespace, name)));
    }

    private static boolean isPaused(GenericKubernetesResource cluster) {
        return ClusterApi.isPaused(cluster)
                || (cluster.getAdditionalProperties().get("spec") instanceof Map<?, ?> spec
                        && Boolean.TRUE.equals(spec.get("paused")));
    }

    private void versionChanged(Optional<String> version) {
        forgetClusters();
        version.ifPresentOrElse(
                this::watch,
                () -> LOGGER.warn("Cluster API was removed: pools and claims that name a Cluster wait until it is back"));
    }

    private CompletionStage<?> watch(String version) {
        var context = new ResourceDefinitionContext.Builder()
                .withGroup(ClusterApi.GROUP)
                .withVersion(version)
                .withKind("Cluster")
                .withPlural("clusters")
                .withNamespaced(true)
                .build();
        var informer = Namespaces.in(namespace, client.genericKubernetesResources(context)).runnableInformer(0);
        informer.itemStore(new TrimmedStore<>());
        informer.addEventHandler(new ClusterHandler());
        // A kind that has just been installed may answer 404 for a moment: try again rather than give up.
        informer.exceptionHandler((started, failure) -> true);
        // Before its first list: a Cluster that is not listed yet counts as missing, which holds its objects. That is safe.
        clusters = informer;
        LOGGER.info("Watching Clusters of {}/{}", ClusterApi.GROUP, version);
        return informer.start();
    }

    private void forgetClusters() {
        var informer = clusters;
        clusters = null;
        if (informer != null) {
            informer.close();
        }
    }

    private final class ClusterHandler implements ResourceEventHandler<GenericKubernetesResource> {
        @Override
        public void onAdd(GenericKubernetesResource cluster) {
            tell(cluster);
        }

        @Override
        public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource now) {
            if (isPaused(before) != isPaused(now)
                    || !before.getMetadata().getUid().equals(now.getMetadata().getUid())) {
                tell(now);
            }
        }

        @Override
        public void onDelete(GenericKubernetesResource cluster, boolean finalStateUnknown) {
            tell(cluster);
        }

        private void tell(GenericKubernetesResource cluster) {
            changed.accept(cluster.getMetadata().getNamespace(), cluster.getMetadata().getName());
        }
    }
}
