package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPAddressSpec;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.pool.PoolParser;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

import static io.metal3.ipam.testing.Builders.aPool;

/** The address object that the tests of the feed show, as somebody has it; and an API server that has it. */
final class OneAddress {

    static final String NAME = "p-10-0-0-1";
    static final String KEY = "ns/" + NAME;
    static final ObjectKey OBJECT = IPAddresses.KIND.key("ns", NAME);

    private OneAddress() {}

    static void define(Allocator allocator) {
        var spec = Objects.requireNonNull(aPool("pool").namePrefix("p").range("10.0.0.1", "10.0.0.9").in("ns").getSpec());
        allocator.definePool(known("u1").pool(), PoolParser.parse(spec).definition());
    }

    static IPAddress ending(String uid) {
        var object = object(uid);
        object.getMetadata().setDeletionTimestamp("2026-11-22T10:00:00Z");
        return object;
    }

    static IPAddress object(String uid, String... owners) {
        return named(NAME, uid, owners);
    }

    /** Its owners are the claim, the pool, in this order. */
    static IPAddress named(String name, String uid, String... owners) {
        var object = new IPAddress();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ns")
                .withName(name)
                .withUid(uid)
                .withResourceVersion("1")
                .withFinalizers(MetadataKeys.ADDRESS_FINALIZER)
                .build());
        for (int i = 0; i < owners.length; i++) {
            object.getMetadata().getOwnerReferences().add(new OwnerReferenceBuilder()
                    .withKind(i == 0 ? "IPClaim" : "IPPool")
                    .withName(i == 0 ? "c" : "pool")
                    .withUid(owners[i])
                    .build());
        }
        object.setSpec(new IPAddressSpec(
                name.substring(2).replace('-', '.'), reference("c"), reference("pool"), 24, null, List.of()));
        return object;
    }

    static AddressObject known(String uid) {
        return IPAddresses.KIND.read(object(uid)).orElseThrow();
    }

    /** What the watch has shown. */
    static IPAddress shownBy(AddressFeed<IPAddress> feed) {
        return Objects.requireNonNull(feed.get(KEY));
    }

    private static ObjectReference reference(String name) {
        return new ObjectReferenceBuilder().withName(name).withNamespace("ns").build();
    }

    /** An API server that has this object, or none. */
    record Stored(@Nullable IPAddress object) implements AddressObjects<IPAddress> {
        @Override
        public AddressKind<IPAddress> kind() {
            return IPAddresses.KIND;
        }

        @Override
        public Optional<IPAddress> get(ObjectKey key) {
            return Optional.ofNullable(object);
        }

        @Override
        public Page<IPAddress> page(@Nullable String namespace, long size, @Nullable String from) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void letGo(IPAddress object) {
            throw new UnsupportedOperationException();
        }
    }
}
