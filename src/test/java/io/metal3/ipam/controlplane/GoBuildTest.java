package io.metal3.ipam.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** With a module of one line, since what matters here is not what is built. */
class GoBuildTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void needsGo() {
        Assumptions.assumeTrue(GoVersion.onPath() != null, "no go on the path");
    }

    @Test
    void leavesNothingButTheProgram() throws IOException {
        Path result = folder.resolve("bin").resolve("hello");

        GoBuild.compile(module("package main; func main() { println(\"hello\") }"), ".", "-s -w", result);

        assertThat(Command.run(List.of(result.toString())).output()).isEqualTo("hello\n");
        assertThat(result.getParent()).isDirectoryNotContaining(entry -> !entry.equals(result));
    }

    @Test
    void failsWithWhatGoSays() throws IOException {
        Path module = module("package main; func main() { nothing() }");

        assertThatThrownBy(() -> GoBuild.compile(module, ".", "-s -w", folder.resolve("hello")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("undefined: nothing");
        assertThat(folder.resolve("hello")).doesNotExist();
    }

    private Path module(String main) throws IOException {
        Path module = Files.createDirectories(folder.resolve("module"));
        Files.writeString(module.resolve("go.mod"), "module hello.test/hello\n\ngo 1.21\n");
        Files.writeString(module.resolve("main.go"), main + "\n");
        return module;
    }
}
