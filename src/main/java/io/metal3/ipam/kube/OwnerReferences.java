package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Owner references as the Go manager writes them, so that {@code clusterctl move} finds its way from a Cluster to its addresses. */
public final class OwnerReferences {

    private OwnerReferences() {}

    /** A reference without {@code controller} and {@code blockOwnerDeletion}. */
    public static OwnerReference to(String apiVersion, String kind, String name, String uid) {
        return new OwnerReferenceBuilder()
                .withApiVersion(apiVersion)
                .withKind(kind)
                .withName(name)
                .withUid(uid)
                .build();
    }

    /**
     * The references with this one in it, in place of any to the same group, kind and name: after a move or a restore the object
     * has another uid, and a reference by the old one would be taken for a dangling one.
     */
    public static List<OwnerReference> with(List<OwnerReference> references, OwnerReference wanted) {
        if (references.stream().anyMatch(r -> isSame(r, wanted) && wanted.getUid().equals(r.getUid()))) {
            return references;
        }
        var result = new ArrayList<OwnerReference>();
        references.stream().filter(r -> !isSame(r, wanted)).forEach(result::add);
        result.add(wanted);
        return result;
    }

    public static List<OwnerReference> of(HasMetadata object) {
        var references = object.getMetadata().getOwnerReferences();
        return references == null ? List.of() : references;
    }

    /** The uid of the owner of this kind and name, be it of whatever group; null when there is none. */
    public static @Nullable String uid(HasMetadata object, String kind, String name) {
        for (var reference : of(object)) {
            if (kind.equals(reference.getKind()) && name.equals(reference.getName())) {
                return reference.getUid();
            }
        }
        return null;
    }

    private static boolean isSame(OwnerReference one, OwnerReference other) {
        return group(one.getApiVersion()).equals(group(other.getApiVersion()))
                && one.getKind().equals(other.getKind())
                && one.getName().equals(other.getName());
    }

    private static String group(String apiVersion) {
        var slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }
}
