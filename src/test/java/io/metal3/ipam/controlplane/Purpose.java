package io.metal3.ipam.controlplane;

/** What a control plane is opened for: it decides how long opening may take and whether a mock will do. */
public enum Purpose {
    /** A real API server at any price: builds one from source where there is no quicker way. */
    TEST,
    /** Anything that answers within a minute: rather a mock than a build. */
    QUICKSTART
}
