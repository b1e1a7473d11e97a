package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The marks that Cluster API puts on objects of other people too.
 *
 * @see <a href="https://cluster-api.sigs.k8s.io/developer/providers/contracts/ipam">the IPAM contract of Cluster API</a>
 */
public final class ClusterApi {

    public static final String GROUP = "cluster.x-k8s.io";

    /** Names the Cluster that an object belongs to. */
    public static final String CLUSTER_NAME_LABEL = "cluster.x-k8s.io/cluster-name";

    /** Names the provider that an object belongs to. */
    public static final String PROVIDER_LABEL = "cluster.x-k8s.io/provider";

    /** The value of {@link #PROVIDER_LABEL} for this manager: what clusterctl calls it. */
    public static final String PROVIDER = "ipam-metal3";

    /** Says which of several managers is to serve the object. */
    public static final String WATCH_LABEL = "cluster.x-k8s.io/watch-filter";

    /** Present, whatever its value: nobody is to touch the object. */
    public static final String PAUSED_ANNOTATION = "cluster.x-k8s.io/paused";

    /**
     * Present: {@code clusterctl move} is deleting this copy of the object, because another cluster has it now. clusterctl takes
     * the finalizers off itself.
     */
    public static final String DELETE_FOR_MOVE_ANNOTATION = "clusterctl.cluster.x-k8s.io/delete-for-move";

    /**
     * Present on an object: {@code clusterctl move} takes it along though no Cluster owns it, unless an owner of it stays.
     */
    public static final String MOVE_LABEL = "clusterctl.cluster.x-k8s.io/move";

    private ClusterApi() {}

    public static boolean isPaused(HasMetadata object) {
        return annotations(object.getMetadata()).containsKey(PAUSED_ANNOTATION);
    }

    public static boolean isBeingMoved(HasMetadata object) {
        return annotations(object.getMetadata()).containsKey(DELETE_FOR_MOVE_ANNOTATION);
    }

    private static Map<String, String> annotations(@Nullable ObjectMeta meta) {
        return meta == null || meta.getAnnotations() == null ? Map.of() : meta.getAnnotations();
    }
}
