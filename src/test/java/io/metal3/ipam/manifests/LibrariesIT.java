package io.metal3.ipam.manifests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** That the program ships with the libraries that somebody has looked at: these, in this version, and not a byte else. */
class LibrariesIT {

    private static final Path LOCK = Path.of("config", "release", "libraries.sha256");
    private static final Path LIBRARIES = Path.of("target", "lib");

    @Test
    void areThoseOfTheLock() throws IOException, NoSuchAlgorithmException {
        assertThat(sums())
                .as("docs/dependencies.md tells how to change %s", LOCK)
                .containsExactlyInAnyOrderElementsOf(Files.readAllLines(LOCK));
    }

    /** As {@code sha256sum} writes them. */
    private static List<String> sums() throws IOException, NoSuchAlgorithmException {
        var sums = new ArrayList<String>();
        try (Stream<Path> libraries = Files.list(LIBRARIES)) {
            for (var library : libraries.toList()) {
                var sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(library));
                sums.add(HexFormat.of().formatHex(sum) + "  " + library.getFileName());
            }
        }
        return sums;
    }
}
