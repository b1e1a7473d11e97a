package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.ClaimKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes claims to decide about; each call changes one thing. */
record Claims(
        boolean deleting,
        boolean paused,
        boolean moving,
        List<String> finalizers,
        Map<String, String> annotations,
        String pool,
        @Nullable String poolNamespace,
        @Nullable String boundTo) {

    static final String FINALIZER = "ipclaim.ipam.metal3.io";

    static Claims aClaim() {
        return new Claims(false, false, false, List.of(), Map.of(), "pool1", null, null);
    }

    Claims inDeletion() {
        return new Claims(true, paused, moving, finalizers, annotations, pool, poolNamespace, boundTo);
    }

    Claims beingMoved() {
        return new Claims(deleting, paused, true, finalizers, annotations, pool, poolNamespace, boundTo);
    }

    Claims onPause() {
        return new Claims(deleting, true, moving, finalizers, annotations, pool, poolNamespace, boundTo);
    }

    Claims with(String... finalizers) {
        return new Claims(deleting, paused, moving, List.of(finalizers), annotations, pool, poolNamespace, boundTo);
    }

    Claims annotated(String key, String value) {
        return new Claims(deleting, paused, moving, finalizers, Map.of(key, value), pool, poolNamespace, boundTo);
    }

    Claims asking(String pool, @Nullable String namespace) {
        return new Claims(deleting, paused, moving, finalizers, annotations, pool, namespace, boundTo);
    }

    Claims boundTo(String address) {
        return new Claims(deleting, paused, moving, finalizers, annotations, pool, poolNamespace, address);
    }

    Claim make() {
        return make("uid-a");
    }

    /** Another one of the same name. */
    Claim make(String uid) {
        return new Claim(
                new ClaimKey("IPClaim", "ns", "a"),
                uid,
                "7",
                1,
                Instant.EPOCH,
                deleting,
                paused,
                moving,
                FINALIZER,
                finalizers,
                Map.of(),
                annotations,
                pool,
                poolNamespace,
                null,
                boundTo,
                true);
    }
}
