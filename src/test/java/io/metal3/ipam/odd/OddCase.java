package io.metal3.ipam.odd;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of objects that are made in their order in a namespace of their own. The comments at its head say first, perhaps, that they
 * were there before the rules of the schemas were, or that Cluster API's kind knows no such thing; then what must come out, as
 * {@code Kind name: reason: part of the message | another part}. {@code %{a*230}} stands for so many letters.
 */
record OddCase(String name, boolean olderThanTheRules, List<Expectation> expectations, List<GenericKubernetesResource> objects) {

    private static final String OLDER = "older than the rules";
    private static final String ONLY = "of IPClaims only";
    private static final Path FOLDER = Path.of("src", "test", "resources", "odd-objects");
    private static final Pattern REPEATED = Pattern.compile("%\\{(.+?)\\*(\\d+)}");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    /** What the Ready condition of an object must say. */
    record Expectation(String kind, String name, String reason, List<String> parts) {

        static Expectation parse(String line) {
            var words = line.split(": ?", 3);
            var object = words[0].split(" ", -1);
            return new Expectation(object[0], object[1], words[1], Arrays.asList(words[2].split(" \\| ", -1)));
        }
    }

    /** Each file, and beside it the same with a claim of Cluster API's kind for each IPClaim. */
    static List<OddCase> all() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().flatMap(OddCase::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<OddCase> read(Path file) {
        var text = REPEATED.matcher(text(file)).replaceAll(m -> m.group(1).repeat(Integer.parseInt(m.group(2))));
        var head = text.lines().takeWhile(line -> line.startsWith("# ")).map(line -> line.substring(2)).toList();
        var metal3 = new OddCase(
                file.getFileName().toString().replace(".yaml", ""),
                head.contains(OLDER),
                head.stream().filter(line -> !line.equals(OLDER) && !line.equals(ONLY)).map(Expectation::parse).toList(),
                documents(text));
        return head.contains(ONLY) || metal3.objects().stream().noneMatch(ClusterApiTwin::has)
                ? Stream.of(metal3)
                : Stream.of(metal3, ClusterApiTwin.of(metal3, documents(text)));
    }

    private static List<GenericKubernetesResource> documents(String text) {
        return Stream.of(text.split("(?m)^---\\s*$", -1))
                .map(document -> YAML.unmarshal(document, GenericKubernetesResource.class))
                .toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
