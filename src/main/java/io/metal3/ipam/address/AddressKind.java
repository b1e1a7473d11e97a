package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.allocator.ObjectNames;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.ClusterApi;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

    /** No object has this name. */
    public static final String NOBODY = "";

    /** What an object says of itself; where that is nothing, and its name is that of a number, what the name says. */
    public Optional<AddressObject> read(A object) {
        return reader.apply(object).or(() -> named(object));
    }

    /**
     * Somebody else's object, or a broken one, that has a name as we would give it: nobody's address, but while it is there the API
     * server refuses another of that name. It belongs to no pool and to no claim.
     */
    private Optional<AddressObject> named(A object) {
        var meta = object.getMetadata();
        return ObjectNames.anyAddress(meta.getName()).map(address -> new AddressObject(
                key(object),
                meta.getUid(),
                address,
                new PoolKey(meta.getNamespace(), NOBODY),
                new ClaimKey(claimKind, meta.getNamespace(), NOBODY),
                null,
                object.isMarkedForDeletion()));
    }

    /** Whether an address is held by a claim, and not only by an object that is in the way. */
    public static boolean hasClaim(AddressObject address) {
        return !address.claim().name().equals(NOBODY);
    }

    public ObjectKey key(A object) {
        return key(object.getMetadata().getNamespace(), object.getMetadata().getName());
    }

    public ObjectKey key(String namespace, String objectName) {
        return new ObjectKey(name, namespace, objectName);
    }

    /** The uid of the claim that we have made the object for; what was moved or restored was made for one that is not there any more. */
    public static Optional<String> madeFor(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(MetadataKeys.ALLOCATED_FOR_ANNOTATION));
    }

    /** An object that says who it is, and no more. */
    A bare(ObjectKey key, @Nullable String uid) {
        var meta = new ObjectMeta();
        meta.setNamespace(key.namespace());
        meta.setName(key.name());
        meta.setUid(uid);
        var object = empty.get();
        object.setMetadata(meta);
        return object;
    }

    /** Whether an object calls for a look at all: any other addition or change is the allocator's business only. */
    public boolean isOursToEnd(A object) {
        return object.isMarkedForDeletion()
                && object.hasFinalizer(finalizer)
                && !ClusterApi.isBeingMoved(object);
    }
}
