package io.metal3.ipam.controlplane;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterctlTest {

    @TempDir
    private Path folder;

    private Path onPath;
    private CacheFolder cache;

    @BeforeEach
    void makeFolders() throws IOException {
        onPath = Files.createDirectories(folder.resolve("bin"));
        cache = new CacheFolder(folder.resolve("cache"));
    }

    @Test
    void isTakenFromThePathFirst() throws IOException {
        install(onPath);
        install(cached());

        assertThat(locate()).isEqualTo(new Clusterctl.Found(Program.CLUSTERCTL.in(onPath)));
    }

    @Test
    void isTakenFromTheCacheWhenThePathHasNone() throws IOException {
        install(cached());

        assertThat(locate()).isEqualTo(new Clusterctl.Found(Program.CLUSTERCTL.in(cached())));
    }

    @Test
    void isMissingWithAReasonWhereNothingBuildsIt() {
        assertThat(locate())
                .isEqualTo(new Clusterctl.Missing(
                        "no clusterctl on the path, and no go on the path; Go 1.26 or newer builds it"));
    }

    private Clusterctl.Located locate() {
        return Clusterctl.locate(folder + File.pathSeparator + onPath, cache, null);
    }

    private Path cached() throws IOException {
        String version = GoModule.CLUSTERCTL.versionOf("sigs.k8s.io/cluster-api");
        return Files.createDirectories(cache.clusterctl(version));
    }

    private static void install(Path folder) throws IOException {
        Path program = Files.writeString(Program.CLUSTERCTL.in(folder), "#!/bin/true");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }
}
