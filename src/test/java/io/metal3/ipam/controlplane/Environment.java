package io.metal3.ipam.controlplane;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that the choice of a way looks at.
 *
 * @param kubeconfig the existing cluster that was named, if any
 * @param searched where binaries may lie on disk, best first
 * @param found the first of these that has an API server and its etcd, if any
 * @param containerEngine whether anything says that a container engine is there
 * @param go the Go on the path, if any
 * @param goNeeded the oldest Go that builds the control plane
 */
record Environment(
        @Nullable Path kubeconfig,
        List<Path> searched,
        @Nullable Path found,
        boolean containerEngine,
        @Nullable GoVersion go,
        GoVersion goNeeded) {

    Environment {
        searched = List.copyOf(searched);
    }

    /** This process's, as it is now. */
    static Environment here() {
        return of(System.getenv(), System.getProperty("controlplane.kubeconfig", ""), CacheFolder.ofThisUser());
    }

    static Environment of(Map<String, String> variables, String kubeconfig, CacheFolder cache) {
        var searched = new ArrayList<Path>();
        String assets = variables.getOrDefault("KUBEBUILDER_ASSETS", "");
        if (!assets.isEmpty()) {
            searched.add(Path.of(assets));
        }
        searched.add(cache.built(Versions.wanted()));
        searched.add(cache.prebuilt(Versions.wanted()));
        return new Environment(
                kubeconfig.isBlank() ? null : Path.of(kubeconfig),
                searched,
                firstComplete(searched),
                containerEngine(variables),
                GoVersion.onPath(),
                GoModule.KUBERNETES.goVersion());
    }

    private static @Nullable Path firstComplete(List<Path> folders) {
        for (Path folder : folders) {
            if (Program.SERVERS.stream().allMatch(program -> program.isIn(folder))) {
                return folder;
            }
        }
        return null;
    }

    /** Cheap and by sight only; whether the engine answers and can pull shows when it is tried. */
    private static boolean containerEngine(Map<String, String> variables) {
        Path home = Path.of(variables.getOrDefault("HOME", "/"));
        return !variables.getOrDefault("DOCKER_HOST", "").isEmpty()
                || Stream.of(
                                Path.of("/var/run/docker.sock"),
                                Path.of(variables.getOrDefault("XDG_RUNTIME_DIR", "/"), "docker.sock"),
                                home.resolve(".docker/run/docker.sock"),
                                home.resolve(".docker/desktop/docker.sock"))
                        .anyMatch(Files::exists);
    }
}
