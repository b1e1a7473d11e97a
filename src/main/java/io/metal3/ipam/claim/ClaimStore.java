package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.kube.Conditions;
import io.metal3.ipam.kube.InitialList;
import io.metal3.ipam.kube.Recent;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The store of the informer of claims. A claim that still wants something is kept as it is, and one that has all it needs in brief.
 * A claim that appears is known as a newcomer before anybody looks at it. Thread-safe.
 *
 * @param <C> the kind of claim
 */
final class ClaimStore<C extends HasMetadata> implements ItemStore<C> {

    /** What kubectl keeps of the last manifest: as large as the claim, and nobody reads it here. */
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    private final ClaimApi<C> api;
    private final Newcomers newcomers;
    private final Departures<C> departures;
    private final Presence presence;
    private final BooleanSupplier isAwake;
    private final ConcurrentMap<String, KeptClaim<C>> claims = new ConcurrentHashMap<>();
    private final InitialList initialList = new InitialList();

    private final Recent<Map<String, String>> maps = new Recent<>();
    private final Recent<List<String>> lists = new Recent<>();
    private final Recent<ClaimShape<C>> shapes = new Recent<>();

    /**
     * Makes an empty store.
     *
     * @param departures is told who is gone, while somebody acts on it
     * @param presence is told of a first claim
     * @param isAwake whether anybody acts on what happens; who begins to act looks at everything first
     */
    ClaimStore(
            ClaimApi<C> api,
            Newcomers newcomers,
            Departures<C> departures,
            Presence presence,
            BooleanSupplier isAwake) {
        this.api = api;
        this.newcomers = newcomers;
        this.departures = departures;
        this.presence = presence;
        this.isAwake = isAwake;
    }

    @Override
    public String getKey(C claim) {
        return Cache.metaNamespaceKeyFunc(claim);
    }

    @Override
    public @Nullable C put(String key, C claim) {
        trim(claim);
        if (claims.isEmpty()) {
            presence.begins();
        }
        var before = claims.put(key, kept(key, claim));
        if (before == null) {
            newcomers.appears(claim);
        } else {
            initialList.changed();
        }
        if (!isAwake.getAsBoolean()) {
            // As if it had been so before: else an event for each waits in a queue to be dropped, and with it the whole object.
            return claim;
        }
        if (before == null) {
            return null;
        }
        var old = before.object(key);
        if (!old.getMetadata().getUid().equals(claim.getMetadata().getUid())) {
            departs(old);
        }
        return old;
    }

    @Override
    public @Nullable C remove(String key) {
        var gone = claims.remove(key);
        if (gone == null) {
            return null;
        }
        initialList.changed();
        var last = gone.object(key);
        if (isAwake.getAsBoolean()) {
            departs(last);
        }
        return last;
    }

    private void departs(C claim) {
        if (api.isOurs(claim)) {
            departures.add(claim);
        }
    }

    @Override
    public @Nullable C get(String key) {
        var kept = claims.get(key);
        return kept == null ? null : kept.object(key);
    }

    @Override
    public Stream<String> keySet() {
        return claims.keySet().stream();
    }

    /** The informer asks for this at the end of each list. */
    @Override
    public Stream<C> values() {
        presence.begins();
        return initialList.orNone(all());
    }

    @Override
    public int size() {
        return claims.size();
    }

    /** No object is worth being kept for the end of the list: nobody is served before, and it would have to be made anew. */
    @Override
    public boolean isFullState() {
        return false;
    }

    /**
     * Does this if the claim is there, and before it goes: so whoever sees to it when it has gone undoes what was done, and comes too late
     * for nothing.
     */
    void whileThere(Claim claim, Runnable action) {
        claims.computeIfPresent(key(claim.key()), (name, kept) -> {
            if (claim.uid().equals(kept.object(name).getMetadata().getUid())) {
                action.run();
            }
            return kept;
        });
    }

    /**
     * Does this unless a claim of ours of this name lives, and before one comes: so whatever is done for that is not undone.
     *
     * @return whether it was done
     */
    boolean unlessAlive(ClaimKey claim, Runnable action) {
        var done = new AtomicBoolean();
        claims.compute(key(claim), (name, kept) -> {
            if (!isAlive(kept == null ? null : kept.object(name))) {
                action.run();
                done.set(true);
            }
            return kept;
        });
        return done.get();
    }

    private boolean isAlive(@Nullable C claim) {
        return claim != null && api.isOurs(claim) && !claim.isMarkedForDeletion();
    }

    private static String key(ClaimKey claim) {
        return Cache.namespaceKeyFunc(claim.namespace(), claim.name());
    }

    /** Every claim, each made when it is looked at. */
    Stream<C> all() {
        return claims.entrySet().stream().map(e -> e.getValue().object(e.getKey()));
    }

    /** Every claim of a namespace. */
    Stream<C> in(String namespace) {
        var start = Cache.namespaceKeyFunc(namespace, "");
        return claims.entrySet().stream()
                .filter(e -> e.getKey().startsWith(start))
                .map(e -> e.getValue().object(e.getKey()));
    }

    private static void trim(HasMetadata claim) {
        var meta = claim.getMetadata();
        meta.setManagedFields(List.of());
        // Whoever made the claim is named there, each claim's maker by a uid of its own.
        meta.setOwnerReferences(List.of());
        if (meta.getAnnotations() != null) {
            meta.getAnnotations().remove(LAST_APPLIED);
        }
    }

    private KeptClaim<C> kept(String key, C claim) {
        var brief = brief(claim);
        // What cannot be said in brief is kept whole, whatever it is; and so is what is looked at now.
        return brief != null && brief.object(key).equals(claim) ? brief : new KeptClaim.Whole<>(claim);
    }

    private KeptClaim.@Nullable Brief<C> brief(C claim) {
        var meta = claim.getMetadata();
        try {
            var read = api.read(claim);
            if (api.isOurs(claim) && ClaimEvents.callsForALook(read)) {
                return null;
            }
            var chosen = KeptClaim.Brief.chosen(meta);
            return new KeptClaim.Brief<>(
                    UUID.fromString(meta.getUid()),
                    Long.parseLong(meta.getResourceVersion()),
                    meta.getGeneration(),
                    read.created().getEpochSecond(),
                    meta.getLabels() == null ? null : maps.of(Map.copyOf(meta.getLabels())),
                    meta.getAnnotations() == null ? null : maps.of(KeptClaim.Brief.without(chosen, meta.getAnnotations())),
                    chosen,
                    meta.getFinalizers() == null ? null : lists.of(List.copyOf(meta.getFinalizers())),
                    shapes.of(api.shape(claim)),
                    read.boundTo(),
                    Conditions.detail(api.conditions(claim), Conditions.READY));
        } catch (RuntimeException e) {
            return null;
        }
    }
}
