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

    /** Without debug information; the Kubernetes programs are told their version, or they take themselves for v0.0.0. */
    String linkerFlags() {
        return switch (module) {
            case ETCD -> "-s -w";
            case KUBERNETES -> "-s -w" + version("k8s.io/component-base/version", "k8s.io/kubernetes");
            case CLUSTERCTL -> "-s -w" + version("sigs.k8s.io/cluster-api/version", "sigs.k8s.io/cluster-api");
        };
    }

    private String version(String variables, String required) {
        String version = module.versionOf(required);
        String[] parts = version.split("\\.", 3);
        return " -X " + variables + ".gitVersion=v" + version
                + " -X " + variables + ".gitMajor=" + parts[0]
                + " -X " + variables + ".gitMinor=" + parts[1];
    }

    Path in(Path folder) {
        return folder.resolve(fileName);
    }

    boolean isIn(Path folder) {
        return Files.isExecutable(in(folder));
    }
}
