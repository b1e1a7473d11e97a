package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.Conditions;
import java.time.Instant;
import java.util.HashMap;
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
     *
     * @param annotations all but those that say which number was chosen
     * @param chosen the number that was chosen for the claim, and for no earlier one of its name; null where that is not annotated
     */
    record Brief<C extends HasMetadata>(
            UUID uid,
            long version,
            @Nullable Long generation,
            long created,
            @Nullable Map<String, String> labels,
            @Nullable Map<String, String> annotations,
            @Nullable String chosen,
            @Nullable List<String> finalizers,
            ClaimShape<C> shape,
            @Nullable String address,
            Conditions.@Nullable Detail ready)
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
            meta.setAnnotations(allAnnotations());
            meta.setFinalizers(finalizers);
            return shape.claim(meta, address, ready);
        }

        private @Nullable Map<String, String> allAnnotations() {
            if (annotations == null || chosen == null) {
                return annotations;
            }
            var all = new HashMap<>(annotations);
            all.put(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION, chosen);
            all.put(MetadataKeys.ALLOCATED_FOR_ANNOTATION, uid.toString());
            return all;
        }

        /** The number that the annotations of a claim say was chosen for itself; null where they do not. */
        static @Nullable String chosen(ObjectMeta meta) {
            var all = meta.getAnnotations();
            return all != null && meta.getUid().equals(all.get(MetadataKeys.ALLOCATED_FOR_ANNOTATION))
                    ? all.get(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION)
                    : null;
        }

        /** All annotations but those that say it, where they do. */
        static Map<String, String> without(@Nullable String chosen, Map<String, String> annotations) {
            if (chosen == null) {
                return Map.copyOf(annotations);
            }
            var rest = new HashMap<>(annotations);
            rest.remove(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION);
            rest.remove(MetadataKeys.ALLOCATED_FOR_ANNOTATION);
            return Map.copyOf(rest);
        }
    }
}
