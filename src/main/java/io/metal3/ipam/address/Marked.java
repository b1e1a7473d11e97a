package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.metal3.ipam.kube.ClusterApi;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The objects in deletion, and those that clusterctl is about to delete; of each what lets it go. Thread-safe. */
final class Marked<A extends HasMetadata> {

    private final ConcurrentMap<String, A> objects = new ConcurrentHashMap<>();

    /** An object has been shown: it is marked, or it is not any more. */
    void shown(String key, A object) {
        if (object.isMarkedForDeletion() || ClusterApi.isBeingMoved(object)) {
            objects.put(key, trimmed(object));
        } else {
            objects.remove(key);
        }
    }

    void remove(String key) {
        objects.remove(key);
    }

    @Nullable A get(String key) {
        return objects.get(key);
    }

    List<A> all() {
        return List.copyOf(objects.values());
    }

    /** What lets an object go: its identity, its spec, who keeps it. The rest of its metadata is most of its size. */
    private static <A extends HasMetadata> A trimmed(A object) {
        var meta = object.getMetadata();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .withUid(meta.getUid())
                .withResourceVersion(meta.getResourceVersion())
                .withDeletionTimestamp(meta.getDeletionTimestamp())
                .withFinalizers(meta.getFinalizers())
                .withOwnerReferences(meta.getOwnerReferences())
                .withAnnotations(
                        ClusterApi.isBeingMoved(object) ? Map.of(ClusterApi.DELETE_FOR_MOVE_ANNOTATION, "") : Map.of())
                .build());
        return object;
    }
}
