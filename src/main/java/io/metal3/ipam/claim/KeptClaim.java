package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A claim as its store keeps it. Immutable.
 *
 * @param <C> the kind of claim
 */
sealed interface KeptClaim<C extends HasMetadata> {

    /**
     * The claim as the watch has shown it, as far as anybody reads it here.
     *
     * @param key that of the claim in the store
     */
    C object(String key);

    /** As it came. */
    record Whole<C extends HasMetadata>(C claim) implements KeptClaim<C> {
        @Override
        public C object(String key) {
            return claim;
        }
    }

    /**
     * What cannot be said of many claims at once: a tenth of the size. Of a hundred thousand claims nearly all have their address and
     * are looked at again when they go; then the object is put together for that look.
     */
    record Brief<C extends HasMetadata>(
            UUID uid,
            long version,
            @Nullable Long generation,
            long created,
            @Nullable Map<String, String> labels,
            @Nullable Map<String, String> annotations,
            @Nullable List<String> finalizers,
            ClaimShape<C> shape,
            @Nullable String address)
            implements KeptClaim<C> {

        @Override
        public C object(String key) {
            var slash = key.indexOf('/');
            var meta = new ObjectMeta();
            meta.setNamespace(key.substring(0, slash));
            meta.setName(key.substring(slash + 1));
            meta.setUid(uid.toString());
            meta.setResourceVersion(Long.toString(version));
            meta.setGeneration(generation);
            meta.setCreationTimestamp(Instant.ofEpochSecond(created).toString());
            meta.setLabels(labels);
            meta.setAnnotations(annotations);
            meta.setFinalizers(finalizers);
            return shape.claim(meta, address);
        }
    }
}
