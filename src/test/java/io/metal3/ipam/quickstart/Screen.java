package io.metal3.ipam.quickstart;

import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the tables go. On a terminal the screen is drawn over at each change; into a file or a pipe, what has changed is told line
 * by line. For one thread.
 */
final class Screen {

    private static final String CLEAR = "\033[H\033[2J";

    private final PrintStream out;
    private final boolean terminal;
    private final List<String> head;
    private @Nullable Snapshot shown;

    /**
     * Shows nothing yet.
     *
     * @param head what stays above the tables
     */
    Screen(PrintStream out, boolean terminal, List<String> head) {
        this.out = out;
        this.terminal = terminal;
        this.head = List.copyOf(head);
    }

    /** Brings what is shown up to date; writes nothing when it is. */
    void show(Snapshot snapshot) {
        if (snapshot.equals(shown)) {
            return;
        }
        if (terminal) {
            out.print(CLEAR);
            print(head);
            print(Tables.whole(snapshot));
        } else if (shown == null) {
            print(head);
            print(Tables.changes(new Snapshot(List.of(), List.of()), snapshot));
        } else {
            print(Tables.changes(shown, snapshot));
        }
        out.flush();
        shown = snapshot;
    }

    private void print(List<String> lines) {
        lines.forEach(out::println);
    }
}
