package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import org.jspecify.annotations.Nullable;

/**
 * What an informer keeps of its objects: everything but {@code managedFields}, which nobody reads here and which are half of an
 * object's size. Thread-safe, as every store of an informer.
 */
public class TrimmedStore<T extends HasMetadata> extends BasicItemStore<T> {

    public TrimmedStore() {
        super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public @Nullable T put(String key, T object) {
        object.getMetadata().setManagedFields(null);
        return super.put(key, object);
    }
}
