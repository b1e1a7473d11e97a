package io.metal3.ipam.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPAddressSpec;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import java.util.List;

/** An IPAddress, piece by piece. */
public final class AddressBuilder implements Blueprint<IPAddress> {

    private final ObjectMetaBuilder metadata = new ObjectMetaBuilder();
    private final String address;
    private String pool = "pool";
    private String claim = "nobody";

    AddressBuilder(String address) {
        this.address = address;
        metadata.withName("by-hand-" + address.replace('.', '-').replace(':', '-'));
    }

    public AddressBuilder named(String name) {
        metadata.withName(name);
        return this;
    }

    public AddressBuilder of(String pool) {
        this.pool = pool;
        return this;
    }

    public AddressBuilder heldBy(String claim) {
        this.claim = claim;
        return this;
    }

    public AddressBuilder withOurFinalizer() {
        metadata.addToFinalizers(MetadataKeys.ADDRESS_FINALIZER);
        return this;
    }

    public AddressBuilder ownedBy(HasMetadata owner) {
        return ownedBy(owner, owner.getMetadata().getUid());
    }

    /** As an object that was restored beside its owner: the owner has another uid now. */
    public AddressBuilder ownedBy(HasMetadata owner, String uid) {
        metadata.addNewOwnerReference()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(uid)
                .endOwnerReference();
        return this;
    }

    /** As one that we have made for the claim of this uid. */
    public AddressBuilder allocatedFor(String uid) {
        metadata.addToAnnotations(MetadataKeys.ALLOCATED_FOR_ANNOTATION, uid);
        return this;
    }

    @Override
    public Kind<IPAddress> kind() {
        return Kind.ADDRESS;
    }

    @Override
    public IPAddress in(String namespace) {
        var object = new IPAddress();
        object.setMetadata(metadata.withNamespace(namespace).build());
        object.setSpec(new IPAddressSpec(
                address, reference(claim, namespace), reference(pool, namespace), 24, null, List.of()));
        return object;
    }

    private static ObjectReference reference(String name, String namespace) {
        return new ObjectReferenceBuilder().withName(name).withNamespace(namespace).build();
    }
}
