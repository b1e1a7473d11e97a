package io.metal3.ipam.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What the user asks for, by {@code -D} options.
 *
 * @param files the manifests to apply, in order
 * @param once whether to print the outcome and end, rather than to stay and show what happens
 */
record Options(List<Path> files, boolean once) {

    static final String FILE = "quickstart.file";
    static final String ONCE = "quickstart.once";

    private static final Path SAMPLES = Path.of("config", "samples");

    Options {
        files = List.copyOf(files);
    }

    /**
     * Reads the options; throws {@link BadInput} when one of them makes no sense.
     *
     * @param values the value of an option, empty where it was not given
     */
    static Options of(UnaryOperator<String> values) {
        var named = Stream.of(values.apply(FILE).split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(Options::path)
                .toList();
        return new Options(
                (named.isEmpty() ? List.of(SAMPLES) : named).stream().flatMap(Options::manifests).toList(),
                flag(ONCE, values.apply(ONCE)));
    }

    private static boolean flag(String option, String value) {
        return switch (value.strip()) {
            case "", "false" -> false;
            case "true" -> true;
            default -> throw new BadInput("-D" + option + "=" + value + " is neither true nor false.");
        };
    }

    private static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new BadInput("-D" + FILE + ": " + name + " is not the name of a file.");
        }
    }

    /** A file itself; of a folder the manifests in it, by name. */
    private static Stream<Path> manifests(Path path) {
        if (!Files.exists(path)) {
            throw new BadInput("-D" + FILE + ": there is no file " + path + " in " + Path.of("").toAbsolutePath() + ".");
        }
        if (!Files.isDirectory(path)) {
            return Stream.of(path);
        }
        try (Stream<Path> content = Files.list(path)) {
            var found = content.filter(Options::isManifest).sorted().toList();
            if (found.isEmpty()) {
                throw new BadInput("-D" + FILE + ": there is no .yaml file in folder " + path + ".");
            }
            return found.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isManifest(Path file) {
        var name = String.valueOf(file.getFileName());
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }
}
