package io.metal3.ipam.controlplane;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds clusterctl, which the tests of a move run: on the path, in the cache, or else built with Go. */
public final class Clusterctl {

    /** What came of the search. */
    public sealed interface Located {}

    /** Here it is. */
    public record Found(Path program) implements Located {}

    /** It cannot be had here: the tests that need it, and only they, may be skipped with this reason. */
    public record Missing(String why) implements Located {}

    private Clusterctl() {}

    /** Builds it when that is the only way: about two minutes, once per machine. */
    public static Located locate() {
        return locate(System.getenv().getOrDefault("PATH", ""), CacheFolder.ofThisUser(), GoVersion.onPath());
    }

    static Located locate(String path, CacheFolder cache, @Nullable GoVersion go) {
        Path cached = cache.clusterctl(GoModule.CLUSTERCTL.versionOf("sigs.k8s.io/cluster-api"));
        return Stream.concat(Stream.of(path.split(File.pathSeparator)).filter(entry -> !entry.isEmpty()).map(Path::of), Stream.of(cached))
                .filter(Program.CLUSTERCTL::isIn)
                .findFirst()
                .<Located>map(folder -> new Found(Program.CLUSTERCTL.in(folder)))
                .orElseGet(() -> build(cache, cached, go));
    }

    private static Located build(CacheFolder cache, Path target, @Nullable GoVersion go) {
        String whyNot = GoModule.CLUSTERCTL.goVersion().whyNotBuiltBy(go);
        if (whyNot != null) {
            return new Missing("no clusterctl on the path, and " + whyNot);
        }
        try {
            new GoBuild(cache).build(List.of(Program.CLUSTERCTL), target);
            return new Found(Program.CLUSTERCTL.in(target));
        } catch (IllegalStateException e) {
            return new Missing("no clusterctl on the path, and " + e.getMessage());
        }
    }
}
