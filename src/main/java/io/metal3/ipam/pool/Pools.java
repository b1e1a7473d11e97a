package io.metal3.ipam.pool;

import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.api.v1alpha1.IPPoolSpec;
import io.metal3.ipam.kube.ClusterApi;
import io.metal3.ipam.kube.TrimmedStore;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The pools there are, parsed. It is the store of the IPPool informer, so the allocator knows a pool before any claim that hears
 * of it is judged. Thread-safe.
 */
public final class Pools extends TrimmedStore<IPPool> {

    private final Allocator allocator;
    private final Consumer<PoolKey> changedForClaims;
    private final Map<PoolKey, Pool> parsed = new ConcurrentHashMap<>();

    /**
     * Makes an empty store.
     *
     * @param changedForClaims hears of each change that may free a waiting claim: a pool came, grew, was unpaused
     */
    public Pools(Allocator allocator, Consumer<PoolKey> changedForClaims) {
        this.allocator = allocator;
        this.changedForClaims = changedForClaims;
    }

    public Optional<Pool> find(PoolKey key) {
        return Optional.ofNullable(parsed.get(key));
    }

    /** The pools of a namespace. Walks all pools there are: for rare events only. */
    public List<Pool> in(String namespace) {
        return parsed.values().stream()
                .filter(p -> p.key().namespace().equals(namespace))
                .toList();
    }

    /** The pools of a namespace that belong to this Cluster. */
    public List<Pool> ofCluster(String namespace, String clusterName) {
        return parsed.values().stream()
                .filter(p -> p.key().namespace().equals(namespace) && clusterName.equals(p.clusterName()))
                .toList();
    }

    @Override
    public @Nullable IPPool put(String key, IPPool object) {
        var before = super.put(key, object);
        var poolKey = key(object);
        var old = parsed.get(poolKey);
        if (old == null || !old.uid().equals(object.getMetadata().getUid())
                || old.generation() != generation(object)) {
            define(poolKey, object);
        } else {
            parsed.put(poolKey, withMarks(old, object));
        }
        if (!Objects.equals(old, parsed.get(poolKey))) {
            changedForClaims.accept(poolKey);
        }
        return before;
    }

    @Override
    public @Nullable IPPool remove(String key) {
        var gone = super.remove(key);
        if (gone != null) {
            parsed.remove(key(gone));
            allocator.removePool(key(gone));
            changedForClaims.accept(key(gone));
        }
        return gone;
    }

    /** Every pool there is. */
    public Set<PoolKey> keys() {
        return Set.copyOf(parsed.keySet());
    }

    /** The key of the pool that an object is. */
    public static PoolKey key(IPPool pool) {
        return new PoolKey(pool.getMetadata().getNamespace(), pool.getMetadata().getName());
    }

    /** All that belongs to this pool has come: it gives new addresses from now on. */
    void arrived(Pool pool) {
        // Before, so that each claim has the number reserved that it had, while nobody can be given one; and after, to serve them all.
        changedForClaims.accept(pool.key());
        parsed.computeIfPresent(pool.key(), (key, now) -> now.uid().equals(pool.uid()) ? now.arrived() : now);
        changedForClaims.accept(pool.key());
    }

    private void define(PoolKey key, IPPool object) {
        var spec = Objects.requireNonNullElse(object.getSpec(), IPPoolSpec.EMPTY);
        var result = PoolParser.parse(spec);
        allocator.definePool(key, result.definition());
        var old = parsed.get(key);
        parsed.put(
                key,
                new Pool(
                        key,
                        object.getMetadata().getUid(),
                        generation(object),
                        result.definition(),
                        result.faults(),
                        isNamed(spec.clusterName()) ? spec.clusterName() : null,
                        ClusterApi.isPaused(object),
                        object.isMarkedForDeletion(),
                        Arriving.is(object)
                                && (old == null || old.arriving() || !old.uid().equals(object.getMetadata().getUid()))));
    }

    private static Pool withMarks(Pool old, IPPool object) {
        return new Pool(
                old.key(),
                old.uid(),
                old.generation(),
                old.definition(),
                old.faults(),
                old.clusterName(),
                ClusterApi.isPaused(object),
                object.isMarkedForDeletion(),
                old.arriving() && Arriving.is(object));
    }

    private static boolean isNamed(@Nullable String cluster) {
        return cluster != null && !cluster.isEmpty();
    }

    private static long generation(IPPool object) {
        var generation = object.getMetadata().getGeneration();
        return generation == null ? 0 : generation;
    }
}
