package io.metal3.ipam.controlplane;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /** By the name it has in options: {@code in-jvm}. */
    static Way named(String option) {
        return Stream.of(values())
                .filter(way -> way.option().equals(option))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("-Dcontrolplane.way=" + option + " is none of "
                        + Stream.of(values()).map(Way::option).collect(Collectors.joining(", "))));
    }

    private String option() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return words;
    }
}
