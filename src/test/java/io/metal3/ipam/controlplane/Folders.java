package io.metal3.ipam.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folders that this package makes and removes. */
final class Folders {

    private static final DateTimeFormatter RUN = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-");

    private Folders() {}

    /** For what lives as long as one control plane; readable by this user only. */
    static Path temporary() {
        try {
            return Files.createTempDirectory("control-plane-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For the logs of one control plane, which stay: under the Maven target folder of the working directory. */
    static Path logs() {
        try {
            Path all = Files.createDirectories(Path.of("target", "control-plane"));
            return Files.createTempDirectory(all, LocalDateTime.now(ZoneId.systemDefault()).format(RUN));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> content = Files.walk(folder)) {
            List<Path> deepestFirst = content.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
