package io.metal3.ipam.claim;

import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.ClusterApi;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which changes of a claim call for a look at it. What we write ourselves does not, with one exception in either kind: what
 * somebody else takes away again does. Pure functions.
 */
public final class ClaimEvents {

    private ClaimEvents() {}

    /** Whether a claim that is seen for the first time needs a look: not when it has all it needs, as most have at a start. */
    public static boolean callsForALook(Claim claim) {
        return claim.deleting() || !claim.hasOurFinalizer() || claim.boundTo() == null || !claim.reported();
    }

    /** Whether the change from one state to the next needs a look. */
    public static boolean callsForALook(Claim before, Claim after) {
        return !before.uid().equals(after.uid())
                || before.generation() != after.generation()
                || before.deleting() != after.deleting()
                || !foreign(before.labels()).equals(foreign(after.labels()))
                || !foreign(before.annotations()).equals(foreign(after.annotations()))
                || !others(before).equals(others(after))
                || (before.hasOurFinalizer() && !after.hasOurFinalizer())
                || (before.reported() && !after.reported())
                || (before.boundTo() != null && !Objects.equals(before.boundTo(), after.boundTo()));
    }

    private static Map<String, String> foreign(Map<String, String> labelsOrAnnotations) {
        var result = new HashMap<>(labelsOrAnnotations);
        result.remove(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION);
        result.remove(MetadataKeys.ALLOCATED_FOR_ANNOTATION);
        result.remove(MetadataKeys.GIVEN_UP_OBJECTS_ANNOTATION);
        result.remove(ClusterApi.MOVE_LABEL);
        return result;
    }

    private static Set<String> others(Claim claim) {
        var result = new TreeSet<>(claim.finalizers());
        result.remove(claim.finalizer());
        return result;
    }
}
