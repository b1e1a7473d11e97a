package io.metal3.ipam.faults;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;

/** Whose history is followed: each has an order of its own, and the revisions of the API server bring them all into one. */
enum Feed {
    IPCLAIM(IPClaim.class),
    IPADDRESS(IPAddress.class),
    CAPI_CLAIM(CapiIPAddressClaim.class),
    CAPI_ADDRESS(CapiIPAddress.class);

    private final Class<? extends HasMetadata> type;

    Feed(Class<? extends HasMetadata> type) {
        this.type = type;
    }

    Class<? extends HasMetadata> type() {
        return type;
    }

    /** The feed of the addresses that answer the claims of this one. */
    Feed addresses() {
        return this == IPCLAIM ? IPADDRESS : CAPI_ADDRESS;
    }

    /** The feed of the claims that the addresses of this one answer. */
    Feed claims() {
        return this == IPADDRESS ? IPCLAIM : CAPI_CLAIM;
    }
}
