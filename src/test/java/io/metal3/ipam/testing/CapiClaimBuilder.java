package io.metal3.ipam.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.api.clusterapi.IPAddressClaimSpec;
import io.metal3.ipam.api.clusterapi.TypedReference;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.OwnerReferences;

/** Cluster API's IPAddressClaim, piece by piece. */
public final class CapiClaimBuilder implements Blueprint<CapiIPAddressClaim> {

    private final ObjectMetaBuilder metadata = new ObjectMetaBuilder();
    private String pool = "pool";
    private String poolKind = "IPPool";

    CapiClaimBuilder(String name) {
        metadata.withName(name);
    }

    public CapiClaimBuilder of(String pool) {
        this.pool = pool;
        return this;
    }

    /** From a pool that is none of ours. */
    public CapiClaimBuilder ofKind(String kind) {
        poolKind = kind;
        return this;
    }

    /** By its label, as the Metal3 provider tells it. */
    public CapiClaimBuilder cluster(String name) {
        metadata.addToLabels("cluster.x-k8s.io/cluster-name", name);
        return this;
    }

    public CapiClaimBuilder withFinalizer(String finalizer) {
        metadata.addToFinalizers(finalizer);
        return this;
    }

    /** As a claim that had this address before a move or a restore. */
    public CapiClaimBuilder remembering(String address) {
        metadata.addToAnnotations(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION, address);
        return withFinalizer(MetadataKeys.CAPI_CLAIM_FINALIZER);
    }

    public CapiClaimBuilder ownedBy(HasMetadata owner) {
        metadata.addToOwnerReferences(OwnerReferences.to(
                owner.getApiVersion(), owner.getKind(), owner.getMetadata().getName(), owner.getMetadata().getUid()));
        return this;
    }

    @Override
    public Kind<CapiIPAddressClaim> kind() {
        return Kind.CAPI_CLAIM;
    }

    @Override
    public CapiIPAddressClaim in(String namespace) {
        var claim = new CapiIPAddressClaim();
        claim.setMetadata(metadata.withNamespace(namespace).build());
        claim.setSpec(new IPAddressClaimSpec(null, new TypedReference(MetadataKeys.GROUP, poolKind, pool)));
        return claim;
    }
}
