package io.metal3.ipam.faults;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.api.clusterapi.IPAddressClaimSpec;
import io.metal3.ipam.api.clusterapi.TypedReference;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Claims of Cluster API on our pools. */
final class CapiClaims {

    private CapiClaims() {}

    static CapiIPAddressClaim of(String name, String pool, String namespace, @Nullable String requested) {
        var claim = new CapiIPAddressClaim();
        claim.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .withAnnotations(requested == null ? Map.of() : Map.of(MetadataKeys.REQUESTED_ADDRESS_ANNOTATION, requested))
                .build());
        claim.setSpec(new IPAddressClaimSpec(null, new TypedReference(MetadataKeys.GROUP, "IPPool", pool)));
        return claim;
    }
}
