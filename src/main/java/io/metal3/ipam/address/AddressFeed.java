package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.kube.ClusterApi;
import io.metal3.ipam.kube.InitialList;
import io.metal3.ipam.kube.ResourceVersion;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells the allocator which address objects of one kind there are. It is the store of their informer: what the list or the watch
 * shows is in the allocator before anybody hears of the event, and once the informer has synced the allocator knows them all.
 *
 * <p>It keeps no objects beside the allocator, but those that somebody has to look at: in deletion, or being moved. The others it makes
 * anew when the informer asks, and they say no more than who they are. Thread-safe.
 *
 * @param <A> the kind of address object
 */
public final class AddressFeed<A extends HasMetadata> implements ItemStore<A> {

    private final AddressKind<A> kind;
    private final Allocator allocator;
    private final Attention attention;

    private final Predicate<AddressObject> isStillNeeded;
    private final Sightings sightings;
    private final Owners owners = new Owners();
    private final MovedAway movedAway = new MovedAway();

    private final Marked<A> marked = new Marked<>();

    private final InitialList initialList = new InitialList();

    /** The newest version that the watch has shown. */
    private final AtomicLong newest = new AtomicLong();

    /**
     * Makes a feed that knows nothing.
     *
     * @param isStillNeeded whether the claim of an object that has gone lives on: nobody has released the address
     * @param mayComeAgain whether an object like the one that has gone may yet be made, for a claim that has gone too
     */
    public AddressFeed(
            AddressKind<A> kind,
            Allocator allocator,
            Attention attention,
            Predicate<AddressObject> isStillNeeded,
            Predicate<AddressObject> mayComeAgain,
            Clock clock) {
        this.isStillNeeded = isStillNeeded;
        this.kind = kind;
        this.allocator = allocator;
        this.attention = attention;
        this.sightings = new Sightings(allocator, owners, mayComeAgain, clock);
    }

    @Override
    public String getKey(A object) {
        return Cache.metaNamespaceKeyFunc(object);
    }

    @Override
    public @Nullable A put(String key, A object) {
        newest.accumulateAndGet(ResourceVersion.of(object), Math::max);
        var address = kind.read(object);
        if (address.isEmpty()) {
            // Not ours, or not readable: nothing to remember, unless it waits for us to let it go.
            var before = remove(key);
            if (kind.isOursToEnd(object)) {
                marked.shown(key, object);
            }
            return before;
        }
        if (sightings.isOutrun(address.get())) {
            return object;
        }
        var before = get(key);
        if (before != null) {
            initialList.changed();
        }
        marked.shown(key, object);
        owners.put(address.get(), object);
        observe(address.get(), sightings::watched);
        // As if it had been so before, while nobody acts: else an event for each waits in a queue to be dropped, and with it the object.
        return attention.isAwake() ? before : object;
    }

    @Override
    public @Nullable A remove(String key) {
        var shown = sightings.shown(key(key));
        var gone = get(key);
        if (gone == null) {
            return null;
        }
        initialList.changed();
        marked.remove(key);
        owners.remove(key(key));
        // By its uid: an object of that name that was made since is another one, and stays.
        shown.filter(address -> address.uid().equals(gone.getMetadata().getUid())).ifPresent(address -> {
            if (ClusterApi.isBeingMoved(gone)) {
                movedAway.add(address);
            }
            var isReserved = ClusterApi.isBeingMoved(gone) || isStillNeeded.test(address);
            attention.claims(isReserved ? sightings.endedButReserved(address) : sightings.ended(address));
            attention.counts(address.pool());
            // Whoever shares the number, and was not told of it for that, need share it no more.
            attention.claims(
                    allocator.holders(address).objects().stream().map(AddressObject::claim).toList());
            if (!ClusterApi.isBeingMoved(gone)) {
                attention.claims(List.of(address.claim()));
            }
        });
        return gone;
    }

    @Override
    public @Nullable A get(String key) {
        var looked = marked.get(key);
        return looked != null ? looked : sightings.shown(key(key)).map(a -> kind.bare(a.key(), a.uid())).orElse(null);
    }

    @Override
    public Stream<String> keySet() {
        return keys().map(key -> Cache.namespaceKeyFunc(key.namespace(), key.name()));
    }

    @Override
    public Stream<A> values() {
        return initialList.orNone(keys().map(key -> kind.bare(key, null)));
    }

    @Override
    public int size() {
        return Math.toIntExact(keys().count());
    }

    /** No object is worth being kept for the end of the list: nobody is served before, and it would have to be made anew. */
    @Override
    public boolean isFullState() {
        return false;
    }

    /** The objects that somebody may have to look at, though nothing happens to them. */
    public List<A> marked() {
        return marked.all();
    }

    /** An object that an answer of the API server has shown, be it to a write of ours or to a list. */
    public void answered(AddressObject address) {
        observe(address, sightings::answered);
    }

    /**
     * Whether these are among the owners of the object, as far as the watch has shown it. After a restore it may name those that it
     * had before: garbage collection would drop them, and a move would leave the object behind.
     */
    public boolean isOwnedBy(ObjectKey key, String... uids) {
        return sightings.shown(key).filter(address -> owners.of(address).containsAll(List.of(uids))).isPresent();
    }

    /** Whether the object has named this claim as its owner until that was taken off it. */
    public boolean wasOwnedBy(ObjectKey key, String claimUid) {
        return owners.isFormer(key, claimUid);
    }

    /** The addresses that are in another cluster now. */
    public MovedAway movedAway() {
        return movedAway;
    }

    /** The pool is gone; so its numbers are no longer kept for those who were moved away with them. */
    public void poolGone(PoolKey pool) {
        movedAway.poolGone(pool).forEach(claim -> attention.claims(
                allocator.giveBack(claim, number -> number.pool().equals(pool)).claims()));
    }

    /** Whether the watch has shown something that is as new as this version, or newer. */
    boolean hasShown(long version) {
        return newest.get() >= version;
    }

    /**
     * Asks the API server again for what the watch should have shown by now, and forgets what is not there.
     *
     * @return what is there: the watch may have shown it, and was not believed
     */
    public List<A> verify(AddressObjects<A> api) {
        var found = new ArrayList<A>();
        for (var address : sightings.overdue()) {
            var current = api.get(address.key());
            if (current.isEmpty() || !current.get().getMetadata().getUid().equals(address.uid())) {
                gone(address);
            }
            current.ifPresent(object -> {
                kind.read(object).ifPresent(this::answered);
                marked.shown(getKey(object), object);
                found.add(object);
            });
        }
        return found;
    }

    /** A read has shown that this object is gone; unless the watch has shown the object, it will not show its end either. */
    public void gone(AddressObject address) {
        attention.claims(sightings.lost(address));
        attention.counts(address.pool());
    }

    private void observe(AddressObject address, Function<AddressObject, List<ClaimKey>> learn) {
        var isNews = !isExpected(address);
        attention.claims(learn.apply(address));
        attention.counts(address.pool());
        if (isNews) {
            attention.claims(List.of(address.claim()));
        }
    }

    /**
     * Known already as that claim's, or the one that its claim is having made right now: the claim need not look again. To be made the
     * claim's own may have taken so long that nobody waits for it any more.
     */
    private boolean isExpected(AddressObject address) {
        // First: it becomes the object at any moment, by the answer or by the watch, and then that is known.
        var isReserved = allocator
                .reservationOf(address.claim())
                .filter(r -> r.objectName().equals(address.key().name()))
                .isPresent();
        return allocator
                .object(address.key())
                .map(known -> Objects.equals(known.claimUid(), address.claimUid()))
                .orElse(isReserved);
    }

    /** Everything that the watch has shown. Walks all there is: for rare events only. */
    private Stream<ObjectKey> keys() {
        return allocator.keys(kind.name()).stream().filter(sightings::isShown);
    }

    private ObjectKey key(String key) {
        var slash = key.indexOf('/');
        return kind.key(key.substring(0, slash), key.substring(slash + 1));
    }
}
