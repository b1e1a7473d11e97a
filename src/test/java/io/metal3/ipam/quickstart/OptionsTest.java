package io.metal3.ipam.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OptionsTest {

    @TempDir
    private Path folder;

    @Test
    void showsTheSamplesAndStaysWhenNothingIsAsked() {
        var options = options(Map.of());

        assertThat(options.files()).isNotEmpty().allMatch(file -> file.startsWith(Path.of("config", "samples")));
        assertThat(options.once()).isFalse();
    }

    @Test
    void takesFilesInTheOrderGivenAndWhatIsInFoldersByName() throws IOException {
        var single = Files.createFile(folder.resolve("z.yaml"));
        var inside = Files.createDirectory(folder.resolve("inside"));
        var second = Files.createFile(inside.resolve("2.yml"));
        var first = Files.createFile(inside.resolve("1.yaml"));
        Files.createFile(inside.resolve("notes.txt"));

        assertThat(options(Map.of(Options.FILE, single + " , " + inside)).files()).containsExactly(single, first, second);
    }

    @Test
    void endsWhenAskedTo() {
        assertThat(options(Map.of(Options.ONCE, "true")).once()).isTrue();
        assertThat(options(Map.of(Options.ONCE, "false")).once()).isFalse();
    }

    @Test
    void saysWhatIsWrongInOneSentence() {
        assertThatThrownBy(() -> options(Map.of(Options.ONCE, "yes")))
                .isInstanceOf(BadInput.class)
                .hasMessage("-Dquickstart.once=yes is neither true nor false.");
        assertThatThrownBy(() -> options(Map.of(Options.FILE, "no-such.yaml")))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith("-Dquickstart.file: there is no file no-such.yaml in ");
        assertThatThrownBy(() -> options(Map.of(Options.FILE, folder.toString())))
                .isInstanceOf(BadInput.class)
                .hasMessage("-Dquickstart.file: there is no .yaml file in folder " + folder + ".");
    }

    private static Options options(Map<String, String> given) {
        return Options.of(option -> given.getOrDefault(option, ""));
    }
}
