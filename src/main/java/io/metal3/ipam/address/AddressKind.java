package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.kube.ClusterApi;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One kind of address object: what tells it from the other.
 *
 * @param type the class of the objects
 * @param empty makes an object with nothing in it
 * @param name the kind in the keys of its objects; the two kinds are called the same, so it has the group in it
 * @param claimKind the kind of claim that it answers
 * @param finalizer what it carries for us
 * @param reader reads an object; empty when the object says nothing one could keep an address by, or is not ours
 */
public record AddressKind<A extends HasMetadata>(
        Class<A> type,
        Supplier<A> empty,
        String name,
        String claimKind,
        String finalizer,
        Function<A, Optional<AddressObject>> reader) {

    public Optional<AddressObject> read(A object) {
        return reader.apply(object);
    }

    public ObjectKey key(A object) {
        return key(object.getMetadata().getNamespace(), object.getMetadata().getName());
    }

    public ObjectKey key(String namespace, String objectName) {
        return new ObjectKey(name, namespace, objectName);
    }

    /** Whether an object calls for a look at all: any other addition or change is the allocator's business only. */
    public boolean isOursToEnd(A object) {
        return object.isMarkedForDeletion()
                && object.hasFinalizer(finalizer)
                && !ClusterApi.isBeingMoved(object);
    }
}
