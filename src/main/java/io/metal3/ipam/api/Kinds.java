package io.metal3.ipam.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPPool;
import java.util.List;

/** The kinds that there are types for. */
public final class Kinds {

    /** In all their versions. */
    public static final List<Class<? extends HasMetadata>> ALL = List.of(
            IPPool.class,
            IPClaim.class,
            IPAddress.class,
            CapiIPAddressClaim.class,
            CapiIPAddressClaim.V1Beta1.class,
            CapiIPAddress.class,
            CapiIPAddress.V1Beta1.class);

    private Kinds() {}
}
