package io.metal3.ipam.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.api.clusterapi.CapiIPAddressSpec;
import io.metal3.ipam.api.clusterapi.NameReference;
import io.metal3.ipam.api.clusterapi.TypedReference;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.OwnerReferences;

/** An IPAddress of Cluster API's kind, piece by piece. */
public final class CapiAddressBuilder implements Blueprint<CapiIPAddress> {

    private final ObjectMetaBuilder metadata = new ObjectMetaBuilder();
    private final String address;
    private String poolKind = "IPPool";
    private String claim = "nobody";

    CapiAddressBuilder(String address) {
        this.address = address;
        metadata.withName("pool-" + address.replace('.', '-')).withFinalizers(MetadataKeys.CAPI_ADDRESS_FINALIZER);
    }

    public CapiAddressBuilder named(String name) {
        metadata.withName(name);
        return this;
    }

    /** Of another kind of pool: somebody else's address. */
    public CapiAddressBuilder ofKind(String poolKind) {
        this.poolKind = poolKind;
        return this;
    }

    public CapiAddressBuilder heldBy(String claim) {
        this.claim = claim;
        return this;
    }

    public CapiAddressBuilder ownedBy(HasMetadata owner) {
        return ownedBy(owner, owner.getMetadata().getUid());
    }

    /** As an object that was restored beside its owner: the owner has another uid now. */
    public CapiAddressBuilder ownedBy(HasMetadata owner, String uid) {
        metadata.addToOwnerReferences(
                OwnerReferences.to(owner.getApiVersion(), owner.getKind(), owner.getMetadata().getName(), uid));
        return this;
    }

    /** As one that we have made for the claim of this uid. */
    public CapiAddressBuilder allocatedFor(String uid) {
        metadata.addToAnnotations(MetadataKeys.ALLOCATED_FOR_ANNOTATION, uid);
        return this;
    }

    @Override
    public Kind<CapiIPAddress> kind() {
        return Kind.CAPI_ADDRESS;
    }

    @Override
    public CapiIPAddress in(String namespace) {
        var object = new CapiIPAddress();
        object.setMetadata(metadata.withNamespace(namespace).build());
        object.setSpec(new CapiIPAddressSpec(
                address, new NameReference(claim), new TypedReference(MetadataKeys.GROUP, poolKind, "pool"), 24, null));
        return object;
    }
}
