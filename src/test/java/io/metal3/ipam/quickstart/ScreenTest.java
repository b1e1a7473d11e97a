package io.metal3.ipam.quickstart;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ScreenTest {

    private static final Snapshot NEW =
            new Snapshot(List.of(new Snapshot.Claim("a", "pool1", null, "", "")), List.of());
    private static final Snapshot BOUND = new Snapshot(
            List.of(new Snapshot.Claim("a", "pool1", new Snapshot.Address("192.168.0.10", "", ""), "Ready", "")), List.of());

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);

    @Test
    void drawsATerminalOverAtAChangeAndLeavesItAloneOtherwise() {
        var screen = new Screen(out, true, List.of("Hello."));

        screen.show(NEW);
        assertThat(taken()).startsWith("\033[H\033[2JHello.").contains("not yet");
        screen.show(NEW);
        assertThat(taken()).isEmpty();
        screen.show(BOUND);
        assertThat(taken()).startsWith("\033[H\033[2JHello.").contains("192.168.0.10");
    }

    @Test
    void tellsChangesLineByLineWhereThereIsNoTerminal() {
        var screen = new Screen(out, false, List.of("Hello."));

        screen.show(NEW);
        assertThat(taken().lines()).containsExactly("Hello.", "claim a of pool pool1: no answer yet");
        screen.show(BOUND);
        assertThat(taken().lines()).containsExactly("claim a of pool pool1: 192.168.0.10");
    }

    private String taken() {
        var text = written.toString(StandardCharsets.UTF_8);
        written.reset();
        return text;
    }
}
