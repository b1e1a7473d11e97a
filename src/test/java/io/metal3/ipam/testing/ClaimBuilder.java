package io.metal3.ipam.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPClaimSpec;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.OwnerReferences;
import org.jspecify.annotations.Nullable;

/** An IPClaim, piece by piece. */
public final class ClaimBuilder implements Blueprint<IPClaim> {

    private final ObjectMetaBuilder metadata = new ObjectMetaBuilder();
    private String pool = "pool";
    private @Nullable String poolNamespace;

    ClaimBuilder(String name) {
        metadata.withName(name);
    }

    public ClaimBuilder of(String pool) {
        this.pool = pool;
        return this;
    }

    /** Names a namespace for the pool; left out unless told, as it is the claim's own anyway. */
    public ClaimBuilder poolNamespace(String namespace) {
        poolNamespace = namespace;
        return this;
    }

    public ClaimBuilder requesting(String address) {
        return annotated(MetadataKeys.REQUESTED_ADDRESS_ANNOTATION, address);
    }

    /** As a claim that had this address before a move or a restore. */
    public ClaimBuilder remembering(String address) {
        return annotated(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION, address).withOurFinalizer();
    }

    public ClaimBuilder cluster(String name) {
        return labelled("cluster.x-k8s.io/cluster-name", name);
    }

    public ClaimBuilder paused() {
        return annotated("cluster.x-k8s.io/paused", "");
    }

    public ClaimBuilder annotated(String key, String value) {
        metadata.addToAnnotations(key, value);
        return this;
    }

    public ClaimBuilder labelled(String key, String value) {
        metadata.addToLabels(key, value);
        return this;
    }

    public ClaimBuilder withOurFinalizer() {
        return withFinalizer(MetadataKeys.CLAIM_FINALIZER);
    }

    public ClaimBuilder withFinalizer(String finalizer) {
        metadata.addToFinalizers(finalizer);
        return this;
    }

    /** As the Metal3 provider owns its claims. */
    public ClaimBuilder ownedBy(HasMetadata owner) {
        metadata.addToOwnerReferences(OwnerReferences.to(
                owner.getApiVersion(), owner.getKind(), owner.getMetadata().getName(), owner.getMetadata().getUid()));
        return this;
    }

    @Override
    public Kind<IPClaim> kind() {
        return Kind.CLAIM;
    }

    @Override
    public IPClaim in(String namespace) {
        var claim = new IPClaim();
        claim.setMetadata(metadata.withNamespace(namespace).build());
        claim.setSpec(new IPClaimSpec(new ObjectReferenceBuilder()
                .withName(pool)
                .withNamespace(poolNamespace)
                .build()));
        return claim;
    }
}
