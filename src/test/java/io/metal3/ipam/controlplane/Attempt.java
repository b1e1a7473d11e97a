package io.metal3.ipam.controlplane;

/** What came of trying one way. */
sealed interface Attempt {

    /** It works: this is the control plane. */
    record Opened(ControlPlane controlPlane) implements Attempt {}

    /** It does not work here, and the next way may. */
    record Refused(String why) implements Attempt {}
}
