package io.metal3.ipam.controlplane;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.random.RandomGenerator;

/** Where one local control plane keeps its files and listens: fixed for its life, through every restart. */
record Layout(Path data, Path logs, Secrets secrets, int etcdPort, int peerPort, int apiServerPort, int controllersPort) {

    static Layout in(Path data, Path logs, RandomGenerator random) {
        List<Integer> ports = Ports.free(4, random);
        return new Layout(data, logs, Secrets.in(data), ports.get(0), ports.get(1), ports.get(2), ports.get(3));
    }

    URI etcd() {
        return URI.create("http://127.0.0.1:" + etcdPort);
    }

    URI peer() {
        return URI.create("http://127.0.0.1:" + peerPort);
    }

    URI apiServer() {
        return URI.create("https://127.0.0.1:" + apiServerPort);
    }

    URI controllers() {
        return URI.create("https://127.0.0.1:" + controllersPort);
    }

    Path etcdData() {
        return data.resolve("etcd");
    }

    Path certificates() {
        return data.resolve("certificates");
    }

    /** Written by the API server at its first start: its certificate and the authority that signed it. */
    Path apiServerCertificate() {
        return certificates().resolve("apiserver.crt");
    }

    Path controllersCertificate() {
        return certificates().resolve("kube-controller-manager.crt");
    }

    Path kubeconfig() {
        return data.resolve("kubeconfig");
    }

    Path log(Program program) {
        return logs.resolve(program.fileName() + ".log");
    }
}
