package io.metal3.ipam.controlplane;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProgressTest {

    @Test
    void saysWhatIsAtWorkAndForHowLong() {
        assertThat(Progress.line("go build of etcd", Duration.ofSeconds(40)))
                .isEqualTo("go build of etcd: 40 s so far");
        assertThat(Progress.line("go build of etcd", Duration.ofSeconds(401)))
                .isEqualTo("go build of etcd: 6 min 41 s so far");
    }

    @Test
    void speaksAgainAndAgainUntilTheProcessEnds() throws IOException {
        var said = new ArrayList<String>();
        Process process = new ProcessBuilder("cat").start();
        var progress = new Progress("cat", Duration.ofMillis(1), line -> {
            said.add(line);
            if (said.size() == 3) {
                process.destroy();
            }
        });

        int exitCode = progress.waitFor(process);

        assertThat(exitCode).isNotZero();
        assertThat(said).hasSizeGreaterThan(3).last().asString().startsWith("cat took ");
    }

    @Test
    void givesBackTheExitCode() throws IOException {
        assertThat(new Progress("true", line -> {}).waitFor(new ProcessBuilder(List.of("true")).start())).isZero();
    }
}
