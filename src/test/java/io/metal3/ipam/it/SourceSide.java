package io.metal3.ipam.it;

import io.metal3.ipam.testing.Kind;
import io.metal3.ipam.testing.TestNamespace;

/** A namespace that {@code clusterctl move} takes objects away from, request by request; those of {@link TestNamespace#settle} stay. */
record SourceSide(TestNamespace namespace) {

    void takeAway(Kind<?> kind) {
        namespace.list(kind).stream()
                .map(object -> object.getMetadata().getName())
                .filter(name -> !name.startsWith("marker"))
                .forEach(name -> takeAway(kind, name));
    }

    /** As clusterctl does it, object by object: it marks it in place of all its annotations, deletes it, takes the finalizers off. */
    void takeAway(Kind<?> kind, String name) {
        namespace.replaceAnnotations(kind, name, "clusterctl.cluster.x-k8s.io/delete-for-move", "");
        namespace.delete(kind, name);
        if (namespace.find(kind, name).isPresent()) {
            namespace.stripFinalizers(kind, name);
        }
    }
}
