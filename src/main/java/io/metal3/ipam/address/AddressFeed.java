package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.kube.ClusterApi;
import io.metal3.ipam.kube.OwnerReferences;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells the allocator which address objects of one kind there are. It is the store of their informer: what the list or the watch
 * shows is in the allocator before anybody hears of the event, and once the informer has synced the allocator knows them all.
 * It keeps of each object only what is needed to let it go. Thread-safe.
 *
 * @param <A> the kind of address object
 */
public final class AddressFeed<A extends HasMetadata> extends BasicItemStore<A> {

    /** How long the watch may take to show what an answer has shown. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AddressKind<A> kind;
    private final Allocator allocator;
    private final Attention attention;

    private final Predicate<AddressObject> isStillNeeded;

    private final Unconfirmed unconfirmed;

    /** The newest version that the watch has shown. */
    private final AtomicLong newest = new AtomicLong();

    /**
     * Makes a feed that knows nothing.
     *
     * @param isStillNeeded whether the claim of an object that has gone lives on: nobody has released the address
     */
    public AddressFeed(
            AddressKind<A> kind,
            Allocator allocator,
            Attention attention,
            Predicate<AddressObject> isStillNeeded,
            Clock clock) {
        super(Cache::metaNamespaceKeyFunc);
        this.isStillNeeded = isStillNeeded;
        this.kind = kind;
        this.allocator = allocator;
        this.attention = attention;
        this.unconfirmed = new Unconfirmed(clock, PATIENCE);
    }

    @Override
    public @Nullable A put(String key, A object) {
        newest.accumulateAndGet(version(object.getMetadata().getResourceVersion()), Math::max);
        var address = kind.read(object);
        if (address.isEmpty()) {
            // Not ours, or not readable: nothing to remember, and nothing it could tell us later.
            return remove(key);
        }
        var before = super.put(key, trimmed(object));
        unconfirmed.confirm(kind.key(object), object.getMetadata().getUid());
        observe(address.get());
        return before;
    }

    @Override
    public @Nullable A remove(String key) {
        var gone = super.remove(key);
        if (gone != null) {
            kind.read(gone).ifPresent(address -> {
                // By its uid: an object of that name that was made since is another one, and stays.
                attention.claims(
                        isStillNeeded.test(address)
                                ? allocator.forgetButReserve(address.key(), address.uid())
                                : allocator.forget(address.key(), address.uid()));
                attention.counts(address.pool());
                if (!ClusterApi.isBeingMoved(gone)) {
                    attention.claims(List.of(address.claim()));
                }
            });
        }
        return gone;
    }

    /** An object that an answer of the API server has shown, be it to a write of ours or to a list. */
    public void answered(AddressObject address) {
        var shown = get(Cache.namespaceKeyFunc(address.key().namespace(), address.key().name()));
        if (shown == null || !shown.getMetadata().getUid().equals(address.uid())) {
            unconfirmed.add(address);
        }
        observe(address);
    }

    /**
     * Whether these are among the owners of the object, as far as the watch has shown it. After a restore it may name those that it
     * had before: garbage collection would drop them, and a move would leave the object behind.
     */
    public boolean isOwnedBy(ObjectKey key, String... uids) {
        var shown = get(Cache.namespaceKeyFunc(key.namespace(), key.name()));
        return shown != null
                && OwnerReferences.of(shown).stream()
                        .map(OwnerReference::getUid)
                        .collect(Collectors.toSet())
                        .containsAll(List.of(uids));
    }

    /** Whether the watch has shown something that is as new as this version, or newer. */
    boolean hasShown(long version) {
        return newest.get() >= version;
    }

    /** As a number; zero when it is none. */
    static long version(@Nullable ListMeta meta) {
        return version(meta == null ? null : meta.getResourceVersion());
    }

    private static long version(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Asks the API server again for what the watch should have shown by now, and forgets what is not there. */
    public void verify(AddressObjects<A> api) {
        for (var address : unconfirmed.overdue()) {
            var current = api.get(address.key());
            if (current.isEmpty() || !current.get().getMetadata().getUid().equals(address.uid())) {
                attention.claims(allocator.forget(address.key(), address.uid()));
                attention.counts(address.pool());
            }
        }
    }

    private void observe(AddressObject address) {
        var isNews = !isExpected(address);
        attention.claims(allocator.observe(address));
        attention.counts(address.pool());
        if (isNews) {
            attention.claims(List.of(address.claim()));
        }
    }

    /** Known already, or the one that its claim is having made right now: the claim need not look again. */
    private boolean isExpected(AddressObject address) {
        return allocator.object(address.key()).isPresent()
                || allocator
                        .reservationOf(address.claim())
                        .filter(r -> r.objectName().equals(address.key().name()))
                        .isPresent();
    }

    /** What lets an object go: its identity, its spec, who keeps it. The rest of its metadata is most of its size. */
    private static <A extends HasMetadata> A trimmed(A object) {
        var meta = object.getMetadata();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .withUid(meta.getUid())
                .withResourceVersion(meta.getResourceVersion())
                .withDeletionTimestamp(meta.getDeletionTimestamp())
                .withFinalizers(meta.getFinalizers())
                .withOwnerReferences(meta.getOwnerReferences())
                .withAnnotations(
                        ClusterApi.isBeingMoved(object) ? Map.of(ClusterApi.DELETE_FOR_MOVE_ANNOTATION, "") : Map.of())
                .build());
        return object;
    }
}
