package io.metal3.ipam.faults;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.metal3.ipam.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The manager in a process of its own, so that it can be killed as a machine kills it. Whoever ends it gets another one at once, as
 * from the kubelet, until it is closed.
 */
final class ManagerJvm implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(ManagerJvm.class);

    private static final String SERVES = "Serving claims of";

    private final List<String> command;
    private final Path log;
    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicInteger endedByItself = new AtomicInteger();

    @GuardedBy("this")
    private @Nullable Process process;

    @GuardedBy("this")
    private boolean closed;

    @GuardedBy("this")
    private boolean ending;

    /** Where in the log begins what the one that runs has written. */
    @GuardedBy("this")
    private long logBegin;

    private ManagerJvm(List<String> command, Path log) {
        this.command = command;
        this.log = log;
    }

    /**
     * Starts it and does not wait for it.
     *
     * @param server what it takes for the API server
     * @param log the name of a file in the folder
     */
    static ManagerJvm behind(FaultyApiServer server, Path folder, String log, String... flags) {
        var arguments = new ArrayList<>(List.of(
                "--kubeconfig=" + server.kubeconfig(folder),
                "--webhook-port=0",
                "--health-addr=0",
                "--diagnostics-address=0"));
        arguments.addAll(List.of(flags));
        var result = new ManagerJvm(command(Main.class, arguments), folder.resolve(log));
        result.launch();
        return result;
    }

    /**
     * Starts one that stays away once it has ended.
     *
     * @param main the class to run, from this JVM's class path
     */
    static Process once(Class<?> main, Path log, List<String> arguments) {
        return run(command(main, arguments), log);
    }

    /** Ends it in the middle of whatever it does. */
    synchronized void kill() {
        ending = true;
        if (process != null) {
            process.destroyForcibly();
        }
    }

    /** Asks it to end, as a rolling update does. */
    synchronized void stop() {
        ending = true;
        if (process != null) {
            process.destroy();
        }
    }

    /** Has it write into its log what all its threads are at. */
    synchronized void tellWhatItDoes() {
        if (process != null && process.isAlive()) {
            try {
                new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).inheritIO().start().waitFor();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether the one that runs has listed everything and serves claims. */
    synchronized boolean serves() {
        if (ending || process == null || !process.isAlive()) {
            return false;
        }
        try (var written = Files.newByteChannel(log)) {
            written.position(logBegin);
            return new String(Channels.newInputStream(written).readAllBytes(), StandardCharsets.UTF_8).contains(SERVES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How often it has ended, for whatever reason. */
    int ends() {
        return ends.get();
    }

    /** How often it has ended though nobody told it to. */
    int endedByItself() {
        return endedByItself.get();
    }

    @Override
    public void close() {
        Process last;
        synchronized (this) {
            closed = true;
            kill();
            last = process;
        }
        if (last != null) {
            last.onExit().join();
        }
    }

    private synchronized void launch() {
        if (!closed) {
            ending = false;
            logBegin = log.toFile().length();
            var started = run(command, log);
            process = started;
            var unused = started.onExit().thenAccept(this::ended);
        }
    }

    private static List<String> command(Class<?> main, List<String> arguments) {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(arguments);
        return List.copyOf(command);
    }

    /** It does not outlive this JVM. */
    private static Process run(List<String> command, Path log) {
        try {
            Files.createDirectories(log.getParent());
            var started = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void ended(Process old) {
        ends.incrementAndGet();
        if (!ending) {
            endedByItself.incrementAndGet();
        }
        try {
            launch();
        } catch (RuntimeException e) {
            LOGGER.error("The manager does not come back", e);
        }
    }
}
