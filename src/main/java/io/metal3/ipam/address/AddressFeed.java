package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.kube.ClusterApi;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells the allocator which IPAddress objects there are. It is the store of the IPAddress informer: what the list or the watch
 * shows is in the allocator before anybody hears of the event, and once the informer has synced the allocator knows them all.
 * It keeps of each object only what is needed to let it go. Thread-safe.
 */
public final class AddressFeed extends BasicItemStore<IPAddress> {

    /** How long the watch may take to show what an answer has shown. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Allocator allocator;
    private final Attention attention;

    private final Unconfirmed unconfirmed;

    public AddressFeed(Allocator allocator, Attention attention, Clock clock) {
        super(Cache::metaNamespaceKeyFunc);
        this.allocator = allocator;
        this.attention = attention;
        this.unconfirmed = new Unconfirmed(clock, PATIENCE);
    }

    @Override
    public @Nullable IPAddress put(String key, IPAddress object) {
        var before = super.put(key, trimmed(object));
        unconfirmed.confirm(AddressObjects.key(object), object.getMetadata().getUid());
        AddressObjects.read(object).ifPresent(this::observe);
        return before;
    }

    @Override
    public @Nullable IPAddress remove(String key) {
        var gone = super.remove(key);
        if (gone != null) {
            // By its uid: an object of that name that was made since is another one, and stays.
            attention.claims(allocator.forget(AddressObjects.key(gone), gone.getMetadata().getUid()));
            AddressObjects.read(gone).ifPresent(address -> {
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

    /** Asks the API server again for what the watch should have shown by now, and forgets what is not there. */
    public void verify(IPAddressApi api) {
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

    private static IPAddress trimmed(IPAddress object) {
        var meta = object.getMetadata();
        var result = new IPAddress();
        result.setMetadata(new ObjectMetaBuilder()
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .withUid(meta.getUid())
                .withResourceVersion(meta.getResourceVersion())
                .withDeletionTimestamp(meta.getDeletionTimestamp())
                .withFinalizers(meta.getFinalizers())
                .withOwnerReferences(meta.getOwnerReferences())
                .withLabels(meta.getLabels())
                .withAnnotations(
                        ClusterApi.isBeingMoved(object) ? Map.of(ClusterApi.DELETE_FOR_MOVE_ANNOTATION, "") : Map.of())
                .build());
        result.setSpec(object.getSpec());
        return result;
    }
}
