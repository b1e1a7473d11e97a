package io.metal3.ipam.controlplane;

/** A way to a control plane, in the order in which they are tried. */
enum Way {
    EXISTING_CLUSTER("an existing cluster"),
    BINARIES_ON_DISK("binaries on disk"),
    CONTAINER("k3s in a container"),
    PREBUILT("prebuilt binaries from the network"),
    GO_BUILD("go build"),
    IN_JVM("the mock server in this JVM");

    private final String words;

    Way(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
