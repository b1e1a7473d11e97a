package io.metal3.ipam.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Builds programs from the Go modules among the test resources into the cache, each once per machine. */
final class GoBuild {

    private static final Logger LOGGER = LoggerFactory.getLogger(GoBuild.class);

    private final CacheFolder cache;

    GoBuild(CacheFolder cache) {
        this.cache = cache;
    }

    /** Makes sure that the folder has the programs; throws with go's own words when one cannot be built. */
    void build(List<Program> programs, Path target) {
        BuildLock.whileHeld(cache.root().resolve("build.lock"), () -> buildMissing(programs, target));
    }

    private void buildMissing(List<Program> programs, Path target) {
        for (Program program : programs) {
            if (!program.isIn(target)) {
                LOGGER.info("Building {} into {}, which takes minutes the first time", program.fileName(), target);
                Path module = cache.module(program.module());
                program.module().copyTo(module);
                compile(module, program.importPath(), program.linkerFlags(), program.in(target));
            }
        }
    }

    /** One go build; the result appears under its name only when it is whole. */
    static void compile(Path module, String importPath, String linkerFlags, Path result) {
        String name = result.getFileName().toString();
        Path unfinished = result.resolveSibling("." + name + ".building");
        Path output = module.resolve(name + ".log");
        var command = new ArrayList<>(List.of("go", "build", "-trimpath", "-buildvcs=false"));
        command.addAll(List.of("-ldflags", linkerFlags, "-o", unfinished.toAbsolutePath().toString(), importPath));
        try {
            Files.createDirectories(unfinished.toAbsolutePath().getParent());
            Process build = new ProcessBuilder(command)
                    .directory(module.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (new Progress("go build of " + name, LOGGER::info).waitFor(build) != 0) {
                throw new IllegalStateException(
                        "go build of " + name + " failed:\n" + TextFiles.tail(output));
            }
            Files.move(unfinished, result, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
