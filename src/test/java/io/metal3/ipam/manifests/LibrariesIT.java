package io.metal3.ipam.manifests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** That the program ships with the libraries that somebody has looked at: these, in this version, and not a byte else. */
class LibrariesIT {

    private static final Path LOCK = Path.of("config", "release", "libraries.sha256");
    private static final Path LIBRARIES = Path.of("target", "lib");
    private static final Pattern NATIVE = Pattern.compile("\\.(so|dll|dylib|jnilib)$");

    @Test
    void areThoseOfTheLock() throws IOException, NoSuchAlgorithmException {
        assertThat(sums())
                .as("docs/dependencies.md tells how to change %s", LOCK)
                .containsExactlyInAnyOrderElementsOf(Files.readAllLines(LOCK));
    }

    /** So the image for another processor differs in its Java runtime and its base only. */
    @Test
    void bringNoCodeOfOneProcessor() throws IOException {
        var found = new ArrayList<String>();
        for (var library : libraries()) {
            try (var jar = new JarFile(library.toFile())) {
                jar.stream()
                        .map(JarEntry::getName)
                        .filter(name -> NATIVE.matcher(name).find())
                        .forEach(name -> found.add(library.getFileName() + ": " + name));
            }
        }
        assertThat(found).isEmpty();
    }

    /** As {@code sha256sum} writes them. */
    private static List<String> sums() throws IOException, NoSuchAlgorithmException {
        var sums = new ArrayList<String>();
        for (var library : libraries()) {
            var sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(library));
            sums.add(HexFormat.of().formatHex(sum) + "  " + library.getFileName());
        }
        return sums;
    }

    private static List<Path> libraries() throws IOException {
        try (Stream<Path> libraries = Files.list(LIBRARIES)) {
            return libraries.toList();
        }
    }
}
