package io.metal3.ipam.controlplane;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells every twenty seconds that something long is still at work, and for how long it has been. */
final class Progress {

    private static final Duration EVERY = Duration.ofSeconds(20);

    private final String what;
    private final Duration every;
    private final Consumer<String> out;

    Progress(String what, Consumer<String> out) {
        this(what, EVERY, out);
    }

    Progress(String what, Duration every, Consumer<String> out) {
        this.what = what;
        this.every = every;
        this.out = out;
    }

    /** Waits for the process and returns its exit code; ends the process when the waiting thread is interrupted. */
    int waitFor(Process process) {
        long begun = System.nanoTime();
        try {
            while (!process.waitFor(every.toNanos(), TimeUnit.NANOSECONDS)) {
                out.accept(line(what, Duration.ofNanos(System.nanoTime() - begun)));
            }
            out.accept(what + " took " + words(Duration.ofNanos(System.nanoTime() - begun)));
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + what, e);
        }
    }

    static String line(String what, Duration elapsed) {
        return what + ": " + words(elapsed) + " so far";
    }

    private static String words(Duration elapsed) {
        return elapsed.toMinutes() == 0
                ? elapsed.toSeconds() + " s"
                : elapsed.toMinutes() + " min " + elapsed.toSecondsPart() + " s";
    }
}
