package io.metal3.ipam.move;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * {@code clusterctl move}, as somebody types it.
 *
 * @param program clusterctl
 * @param folder for its settings and what it says
 */
record MoveCommand(Path program, Path folder) {

    private static final long LIMIT_SECONDS = 240;

    /** Moves a namespace; a failure is an {@link AssertionError} with the end of what clusterctl said. */
    void move(ManagementCluster from, ManagementCluster to, String namespace) {
        run("--kubeconfig=" + from.kubeconfig(), "--to-kubeconfig=" + to.kubeconfig(), "--namespace=" + namespace);
    }

    /** Writes a namespace to a folder that is there, and leaves it where it is. */
    void save(ManagementCluster from, Path target, String namespace) {
        run("--kubeconfig=" + from.kubeconfig(), "--to-directory=" + target, "--namespace=" + namespace);
    }

    /** Makes what a folder has. */
    void restore(Path source, ManagementCluster to) {
        run("--to-kubeconfig=" + to.kubeconfig(), "--from-directory=" + source);
    }

    private void run(String... options) {
        var command = new ArrayList<>(List.of(program.toString(), "move", "-v=5"));
        command.addAll(List.of(options));
        try {
            var log = Files.createTempFile(folder, "clusterctl-move-", ".log");
            var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            // Nothing of this user's, and no look at the network for a newer release.
            builder.environment().put("HOME", folder.toString());
            builder.environment().put("XDG_CONFIG_HOME", folder.toString());
            builder.environment().put("CLUSTERCTL_DISABLE_VERSIONCHECK", "true");
            var process = builder.start();
            try {
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("clusterctl move does not end:\n" + end(log));
                }
            } finally {
                process.destroyForcibly();
            }
            if (process.exitValue() != 0) {
                throw new AssertionError("clusterctl move failed:\n" + end(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String end(Path log) throws IOException {
        // Of its own source, which it tells at length, nobody here need know.
        var lines = Files.readAllLines(log).stream()
                .filter(line -> !line.startsWith("\t") && !line.contains(".com/") && !line.contains(".io/cluster-api/cmd"))
                .toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
    }
}
