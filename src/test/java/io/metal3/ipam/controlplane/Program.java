package io.metal3.ipam.controlplane;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program that this package runs, and what it is built from. */
enum Program {
    ETCD("etcd", GoModule.ETCD, "go.etcd.io/etcd/server/v3"),
    KUBE_APISERVER("kube-apiserver", GoModule.KUBERNETES, "k8s.io/kubernetes/cmd/kube-apiserver"),
    KUBE_CONTROLLER_MANAGER(
            "kube-controller-manager", GoModule.KUBERNETES, "k8s.io/kubernetes/cmd/kube-controller-manager"),
    CLUSTERCTL("clusterctl", GoModule.CLUSTERCTL, "sigs.k8s.io/cluster-api/cmd/clusterctl");

    /** What an API server takes; the controllers come on request. */
    static final List<Program> SERVERS = List.of(ETCD, KUBE_APISERVER);

    private final String fileName;
    private final GoModule module;
    private final String importPath;

    Program(String fileName, GoModule module, String importPath) {
        this.fileName = fileName;
        this.module = module;
        this.importPath = importPath;
    }

    String fileName() {
        return fileName;
    }

    GoModule module() {
        return module;
    }

    String importPath() {
        return importPath;
    }

    Path in(Path folder) {
        return folder.resolve(fileName);
    }

    boolean isIn(Path folder) {
        return Files.isExecutable(in(folder));
    }
}
