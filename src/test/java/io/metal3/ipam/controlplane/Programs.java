package io.metal3.ipam.controlplane;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Gets the programs of one set of versions into the cache, by download or by build. */
final class Programs {

    private final CacheFolder cache;
    private final Versions versions;
    private final Prebuilt prebuilt;

    Programs(CacheFolder cache, Versions versions, Duration patience) {
        this.cache = cache;
        this.versions = versions;
        this.prebuilt = new Prebuilt(Prebuilt.Hosts.PUBLIC, new Download(patience), Platform.ofThisMachine());
    }

    Path built() {
        return cache.built(versions);
    }

    Path prebuilt() {
        return cache.prebuilt(versions);
    }

    /** Returns the Kubernetes version that came. */
    String fetchServers() throws IOException {
        return prebuilt.fetchServers(versions, prebuilt());
    }

    void buildServers() {
        new GoBuild(cache).build(Program.SERVERS, built());
    }

    /** Beside the servers, in the cache, downloaded, or built: setup-envtest's folders have none. */
    Path controllerManager(Path besideServers) {
        Program program = Program.KUBE_CONTROLLER_MANAGER;
        for (Path folder : List.of(besideServers, built(), prebuilt())) {
            if (program.isIn(folder)) {
                return program.in(folder);
            }
        }
        try {
            prebuilt.fetchControllerManager(versions, prebuilt());
            return program.in(prebuilt());
        } catch (IOException notFetched) {
            String whyNot = program.module().goVersion().whyNotBuiltBy(GoVersion.onPath());
            if (whyNot != null) {
                throw new IllegalStateException(
                        "no kube-controller-manager: " + notFetched.getMessage() + ", and " + whyNot, notFetched);
            }
            new GoBuild(cache).build(List.of(program), built());
            return program.in(built());
        }
    }
}
