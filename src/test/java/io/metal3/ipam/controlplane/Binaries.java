package io.metal3.ipam.controlplane;

import java.nio.file.Path;
import java.util.function.Supplier;

/** The programs of a local control plane; the one for the controllers is looked for only when they are to start. */
record Binaries(Path etcd, Path apiServer, Supplier<Path> controllerManager) {

    static Binaries in(Path folder, Supplier<Path> controllerManager) {
        return new Binaries(Program.ETCD.in(folder), Program.KUBE_APISERVER.in(folder), controllerManager);
    }
}
