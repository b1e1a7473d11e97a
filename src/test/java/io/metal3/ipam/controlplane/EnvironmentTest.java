package io.metal3.ipam.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class EnvironmentTest {

    @TempDir
    private Path folder;

    @Test
    void prefersTheAssetsThatTheUserPointsTo() throws IOException {
        Path assets = install(folder.resolve("assets"), Program.SERVERS);
        install(cache().built(Versions.wanted()), Program.SERVERS);

        assertThat(environment(Map.of("KUBEBUILDER_ASSETS", assets.toString())).found())
                .isEqualTo(assets);
    }

    @Test
    void passesOverAFolderThatLacksAServer() throws IOException {
        Path assets = install(folder.resolve("assets"), List.of(Program.ETCD));
        Path downloaded = install(cache().prebuilt(Versions.wanted()), Program.SERVERS);

        assertThat(environment(Map.of("KUBEBUILDER_ASSETS", assets.toString())).found())
                .isEqualTo(downloaded);
    }

    @Test
    void seesAContainerEngineByItsVariable() {
        assertThat(environment(Map.of("DOCKER_HOST", "tcp://engine.test:2375")).containerEngine())
                .isTrue();
    }

    @Test
    void takesABlankPropertyForNone() {
        assertThat(environment(Map.of()).kubeconfig()).isNull();
    }

    private Environment environment(Map<String, String> variables) {
        return Environment.of(variables, " ", cache());
    }

    private CacheFolder cache() {
        return new CacheFolder(folder.resolve("cache"));
    }

    private static Path install(Path folder, List<Program> programs) throws IOException {
        Files.createDirectories(folder);
        for (Program program : programs) {
            assertThat(Files.writeString(program.in(folder), "#!/bin/true").toFile().setExecutable(true))
                    .isTrue();
        }
        return folder;
    }
}
