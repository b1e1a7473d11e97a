package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A claim of either kind, as far as a decision may look at it.
 *
 * @param finalizer the finalizer that this kind of claim carries for us
 * @param poolNamespace the namespace that the claim gives for its pool, or null when it gives none
 * @param clusterName the Cluster it belongs to, or null
 * @param boundTo the name of the IPAddress in its status, or null
 * @param reported whether its status says what this kind is to say of a claim that has its address
 * @param moving whether clusterctl is deleting it because another cluster has it now
 */
public record Claim(
        ClaimKey key,
        String uid,
        String resourceVersion,
        long generation,
        Instant created,
        boolean deleting,
        boolean paused,
        boolean moving,
        String finalizer,
        List<String> finalizers,
        Map<String, String> labels,
        Map<String, String> annotations,
        String poolName,
        @Nullable String poolNamespace,
        @Nullable String clusterName,
        @Nullable String boundTo,
        boolean reported) {

    public Claim {
        finalizers = List.copyOf(finalizers);
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** The pool it asks, which is one of its own namespace or none. */
    public PoolKey pool() {
        return new PoolKey(key.namespace(), poolName);
    }

    public boolean hasOurFinalizer() {
        return finalizers.contains(finalizer);
    }

    /** Whether somebody else still needs the claim, or what it holds. */
    public boolean hasForeignFinalizer() {
        return finalizers.stream().anyMatch(f -> !f.equals(finalizer));
    }

    /** The same with our finalizer, these annotations and these labels on it, which made it this version. */
    Claim held(String newVersion, Map<String, String> newAnnotations, Map<String, String> newLabels) {
        var allFinalizers = new ArrayList<>(finalizers);
        if (!hasOurFinalizer()) {
            allFinalizers.add(finalizer);
        }
        var allAnnotations = new HashMap<>(annotations);
        allAnnotations.putAll(newAnnotations);
        var allLabels = new HashMap<>(labels);
        allLabels.putAll(newLabels);
        return new Claim(
                key,
                uid,
                newVersion,
                generation,
                created,
                deleting,
                paused,
                moving,
                finalizer,
                allFinalizers,
                allLabels,
                allAnnotations,
                poolName,
                poolNamespace,
                clusterName,
                boundTo,
                reported);
    }

    /** In words, for messages. */
    public String what() {
        return key.kind() + " " + key.name();
    }
}
