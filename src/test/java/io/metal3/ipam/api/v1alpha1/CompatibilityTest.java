package io.metal3.ipam.api.v1alpha1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** Our custom resource definitions against the Go manager's, as written down in {@code go-manager.txt}. */
class CompatibilityTest {

    @ParameterizedTest
    @MethodSource("plurals")
    void saysWhatTheGoManagerSaysBesideTheListedAdditions(String plural) {
        var additions = lines("additions.txt", "+ " + plural);
        var removals = lines("additions.txt", "- " + plural);
        var expected = Stream.concat(lines("go-manager.txt", plural).stream(), additions.stream())
                .filter(fact -> !removals.contains(fact))
                .toList();

        var facts = Crds.facts(plural);
        assertThat(without(facts, expected)).as("neither theirs nor listed").isEmpty();
        assertThat(without(expected, facts)).as("theirs or listed, and missing").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("plurals")
    void removesOnlyWhatWasThere(String plural) {
        assertThat(lines("go-manager.txt", plural)).containsAll(lines("additions.txt", "- " + plural));
    }

    static List<String> plurals() {
        return Crds.PLURALS;
    }

    private static List<String> without(List<String> facts, List<String> others) {
        return facts.stream().filter(fact -> !others.contains(fact)).toList();
    }

    private static List<String> lines(String file, String start) {
        try (var in = Objects.requireNonNull(CompatibilityTest.class.getResourceAsStream("/crds/" + file))) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(start + " "))
                    .map(line -> line.replaceFirst("^[+-] ", ""))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
