package io.metal3.ipam.controlplane;

import java.nio.file.Path;
import java.util.Map;

/** The user's cache folder for what is built or downloaded once per machine. */
record CacheFolder(Path root) {

    static CacheFolder of(Map<String, String> environment, Path home) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        Path base = cache.isEmpty() ? home.resolve(".cache") : Path.of(cache);
        return new CacheFolder(base.resolve("ip-address-manager").resolve("control-plane"));
    }

    static CacheFolder ofThisUser() {
        return of(System.getenv(), Path.of(System.getProperty("user.home", ".")));
    }

    /** For programs of just these versions. */
    Path built(Versions versions) {
        return root.resolve(versions.folder());
    }

    /** For programs fetched in place of these versions; they may be of slightly older ones. */
    Path prebuilt(Versions versions) {
        return root.resolve("prebuilt-for-" + versions.folder());
    }

    Path clusterctl(String version) {
        return root.resolve("clusterctl-" + version);
    }

    /** Where go works on a copy of the module. */
    Path module(GoModule module) {
        return root.resolve("modules").resolve(module.folder());
    }
}
