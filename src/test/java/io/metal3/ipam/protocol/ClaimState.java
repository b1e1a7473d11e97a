package io.metal3.ipam.protocol;

import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.claim.Claim;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One version of a claim in the model's API server. */
record ClaimState(
        ClaimKey key,
        String uid,
        long version,
        Instant created,
        boolean deleting,
        List<String> finalizers,
        Map<String, String> annotations,
        String pool,
        @Nullable String boundTo,
        String told)
        implements History.Stored {

    static final String FINALIZER = "model/claim";
    static final String FOREIGN_FINALIZER = "model/foreign";

    /** One that has just been made, by somebody who asks for nothing in particular. */
    static ClaimState made(ClaimKey key, String uid, Instant now, String pool) {
        return new ClaimState(key, uid, 0, now.truncatedTo(ChronoUnit.SECONDS), false, List.of(), Map.of(), pool, null, "");
    }

    Claim read() {
        return new Claim(
                key,
                uid,
                Long.toString(version),
                1,
                created,
                deleting,
                false,
                false,
                FINALIZER,
                finalizers,
                Map.of(),
                annotations,
                pool,
                null,
                null,
                boundTo,
                true);
    }

    boolean isOurs() {
        return finalizers.contains(FINALIZER);
    }

    ClaimState at(long newVersion) {
        return new ClaimState(key, uid, newVersion, created, deleting, finalizers, annotations, pool, boundTo, told);
    }

    ClaimState inDeletion() {
        return new ClaimState(key, uid, version, created, true, finalizers, annotations, pool, boundTo, told);
    }

    ClaimState with(String finalizer) {
        var all = new ArrayList<>(finalizers);
        if (!all.contains(finalizer)) {
            all.add(finalizer);
        }
        return new ClaimState(key, uid, version, created, deleting, List.copyOf(all), annotations, pool, boundTo, told);
    }

    ClaimState without(String finalizer) {
        var left = finalizers.stream().filter(f -> !f.equals(finalizer)).toList();
        return new ClaimState(key, uid, version, created, deleting, left, annotations, pool, boundTo, told);
    }

    ClaimState annotated(Map<String, String> more) {
        var all = new HashMap<>(annotations);
        all.putAll(more);
        return new ClaimState(key, uid, version, created, deleting, finalizers, Map.copyOf(all), pool, boundTo, told);
    }

    ClaimState reporting(@Nullable String address, String text) {
        return new ClaimState(key, uid, version, created, deleting, finalizers, annotations, pool, address, text);
    }

    @Override
    public String toString() {
        return key.kind() + " " + key.name() + " (" + ModelServer.brief(uid) + ")";
    }
}
