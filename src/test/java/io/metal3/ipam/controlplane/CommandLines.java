package io.metal3.ipam.controlplane;

import java.nio.file.Path;
import java.util.List;

/** The command lines of the three servers. */
final class CommandLines {

    private CommandLines() {}

    /** One member, on loopback, that does not wait for the disk: its data live no longer than the test. */
    static List<String> etcd(Path program, Layout layout) {
        return List.of(
                program.toString(),
                "--name=default",
                "--data-dir=" + layout.etcdData(),
                "--unsafe-no-fsync",
                "--quota-backend-bytes=8589934592",
                "--listen-client-urls=" + layout.etcd(),
                "--advertise-client-urls=" + layout.etcd(),
                "--listen-peer-urls=" + layout.peer(),
                "--initial-advertise-peer-urls=" + layout.peer(),
                "--initial-cluster=default=" + layout.peer());
    }

    /**
     * Priority and fairness gives way to plain limits, high enough that a benchmark measures writes and not queues. All
     * admission plugins stay on, as in a cluster: switching off those for pods and nodes saves no time.
     */
    static List<String> apiServer(Path program, Layout layout) {
        return List.of(
                program.toString(),
                "--etcd-servers=" + layout.etcd(),
                "--bind-address=127.0.0.1",
                "--advertise-address=127.0.0.1",
                "--secure-port=" + layout.apiServerPort(),
                "--cert-dir=" + layout.certificates(),
                "--endpoint-reconciler-type=none",
                "--service-cluster-ip-range=10.96.0.0/16",
                "--authorization-mode=RBAC",
                "--token-auth-file=" + layout.secrets().tokenFile(),
                "--service-account-issuer=https://kubernetes.default.svc",
                "--service-account-signing-key-file=" + layout.secrets().signingKey(),
                "--service-account-key-file=" + layout.secrets().verifyingKey(),
                "--enable-priority-and-fairness=false",
                "--max-requests-inflight=3000",
                "--max-mutating-requests-inflight=1500",
                "--profiling=false");
    }

    /** Only what deleting objects takes; alone, so no election; not held back by its client's limits. */
    static List<String> controllers(Path program, Layout layout) {
        return List.of(
                program.toString(),
                "--kubeconfig=" + layout.kubeconfig(),
                "--controllers=garbage-collector-controller,namespace-controller",
                "--leader-elect=false",
                "--bind-address=127.0.0.1",
                "--secure-port=" + layout.controllersPort(),
                "--cert-dir=" + layout.certificates(),
                "--kube-api-qps=500",
                "--kube-api-burst=1000",
                "--profiling=false");
    }
}
