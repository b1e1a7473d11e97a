package io.metal3.ipam.controlplane;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** One child process with a fixed command line: it can be started, ended, frozen, and started again. */
final class Server {

    private static final Duration READY_WITHIN = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(25);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final String name;
    private final List<String> command;
    private final Path log;
    private final BooleanSupplier ready;

    @GuardedBy("this")
    private @Nullable Process process;

    @GuardedBy("this")
    private boolean paused;

    /** The supplier says whether the server answers; it is asked only while the process is alive. */
    Server(String name, List<String> command, Path log, BooleanSupplier ready) {
        this.name = name;
        this.command = List.copyOf(command);
        this.log = log;
        this.ready = ready;
    }

    /** Starts the process, unless it runs, and does not wait for it. */
    synchronized void launch() {
        if (running()) {
            return;
        }
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            paused = false;
        } catch (IOException e) {
            throw new IllegalStateException(name + " cannot be run: " + e.getMessage(), e);
        }
    }

    /** Returns when the server answers; throws with the end of its log when it has ended or takes too long. */
    void awaitReady() {
        try {
            Awaitility.await().atMost(READY_WITHIN).pollDelay(Duration.ZERO).pollInterval(POLL).until(this::answers);
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException(
                    name + " is not ready after " + READY_WITHIN.toSeconds() + " s. " + TextFiles.tail(log), e);
        }
    }

    private boolean answers() {
        if (!running()) {
            throw new IllegalStateException(name + " has ended by itself. " + TextFiles.tail(log));
        }
        return ready.getAsBoolean();
    }

    synchronized boolean running() {
        return process != null && process.isAlive();
    }

    synchronized boolean answering() {
        return running() && !paused;
    }

    /** Asks the process to end, and ends it the hard way when it does not. */
    synchronized void stop() {
        resume();
        if (process != null) {
            process.destroy();
            if (!endsWithin(process, STOP_WITHIN)) {
                kill();
            }
        }
    }

    /** Ends the process at once, frozen or not. */
    synchronized void kill() {
        if (process != null) {
            process.destroyForcibly();
            if (!endsWithin(process, STOP_WITHIN)) {
                throw new IllegalStateException(name + " (process " + process.pid() + ") cannot be killed");
            }
        }
    }

    synchronized void pause() {
        signal("STOP");
        paused = true;
    }

    synchronized void resume() {
        if (paused) {
            signal("CONT");
            paused = false;
        }
    }

    @GuardedBy("this")
    private void signal(String signal) {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException(name + " does not run");
        }
        try {
            Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .inheritIO()
                    .start();
            if (!endsWithin(kill, STOP_WITHIN) || kill.exitValue() != 0) {
                throw new IllegalStateException("kill -" + signal + " does not reach " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean endsWithin(Process process, Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a process ends", e);
        }
    }
}
