package io.metal3.ipam.pool;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.api.v1alpha1.IPPoolStatus;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.ClusterApi;
import io.metal3.ipam.kube.JsonPatch;
import io.metal3.ipam.kube.OwnerReferences;
import io.metal3.ipam.kube.Writer;
import io.metal3.ipam.kube.Written;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The requests about IPPool objects. Thread-safe; failures rise as {@code KubernetesClientException}. */
final class IPPoolApi {

    private final Writer<IPPool> writer;

    IPPoolApi(KubernetesClient client) {
        writer = new Writer<>(client, IPPool.class);
    }

    /** Gives the pool our finalizer and, where it has a Cluster, the labels and the owner by which a move finds it. */
    void mark(IPPool pool, Optional<OwnerReference> cluster) {
        var change = marks(pool, cluster);
        if (!change.isEmpty()) {
            change.put("uid", pool.getMetadata().getUid());
            change.put("resourceVersion", pool.getMetadata().getResourceVersion());
            writer.metadata(pool.getMetadata().getNamespace(), pool.getMetadata().getName(), change);
        }
    }

    void letGo(IPPool pool) {
        var finalizers = orEmpty(pool.getMetadata().getFinalizers());
        var path = "/metadata/finalizers/" + finalizers.indexOf(MetadataKeys.POOL_FINALIZER);
        writer.json(
                pool.getMetadata().getNamespace(),
                pool.getMetadata().getName(),
                JsonPatch.of(pool.getMetadata().getUid())
                        .test(path, MetadataKeys.POOL_FINALIZER)
                        .remove(path));
    }

    Written report(IPPool pool, IPPoolStatus status) {
        return writer.status(pool, status);
    }

    private static Map<String, Object> marks(IPPool pool, Optional<OwnerReference> cluster) {
        var meta = pool.getMetadata();
        var change = new HashMap<String, Object>();
        if (!pool.hasFinalizer(MetadataKeys.POOL_FINALIZER)) {
            var finalizers = new ArrayList<>(orEmpty(meta.getFinalizers()));
            finalizers.add(MetadataKeys.POOL_FINALIZER);
            change.put("finalizers", finalizers);
        }
        cluster.ifPresent(reference -> {
            var wanted = Map.of(
                    ClusterApi.CLUSTER_NAME_LABEL, reference.getName(), ClusterApi.PROVIDER_LABEL, ClusterApi.PROVIDER);
            var labels = meta.getLabels() == null ? Map.<String, String>of() : meta.getLabels();
            if (!labels.entrySet().containsAll(wanted.entrySet())) {
                change.put("labels", wanted);
            }
            var owners = OwnerReferences.of(pool);
            var wantedOwners = OwnerReferences.with(owners, reference);
            if (!Objects.equals(owners, wantedOwners)) {
                change.put("ownerReferences", wantedOwners);
            }
        });
        return change;
    }

    private static List<String> orEmpty(@Nullable List<String> list) {
        return Objects.requireNonNullElse(list, List.of());
    }
}
