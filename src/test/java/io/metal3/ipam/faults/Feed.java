package io.metal3.ipam.faults;

/** Whose history is followed: each has an order of its own, and the revisions of the API server bring them all into one. */
enum Feed {
    IPCLAIM,
    IPADDRESS,
    CAPI_CLAIM,
    CAPI_ADDRESS;

    /** The feed of the addresses that answer the claims of this one. */
    Feed addresses() {
        return this == IPCLAIM ? IPADDRESS : CAPI_ADDRESS;
    }

    /** The feed of the claims that the addresses of this one answer. */
    Feed claims() {
        return this == IPADDRESS ? IPCLAIM : CAPI_CLAIM;
    }
}
