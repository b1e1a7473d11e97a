package io.metal3.ipam.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a log says at its end. */
final class TextFiles {

    private static final int TAIL_LINES = 20;

    private TextFiles() {}

    static String tail(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return "The end of " + file + ":\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return file + " cannot be read: " + e.getMessage();
        }
    }
}
