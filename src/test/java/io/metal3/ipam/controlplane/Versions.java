package io.metal3.ipam.controlplane;

/** The versions of a control plane, without a leading v. */
record Versions(String kubernetes, String etcd) {

    /** What the Go modules among the test resources say. */
    static Versions wanted() {
        return new Versions(
                GoModule.KUBERNETES.versionOf("k8s.io/kubernetes"), GoModule.ETCD.versionOf("go.etcd.io/etcd/server/v3"));
    }

    /** The name of the folder that holds just these. */
    String folder() {
        return "kubernetes-" + kubernetes + "-etcd-" + etcd;
    }
}
