package io.metal3.ipam.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The manager in a process of its own, with the options of the image and under leader election as in {@code config}, and what it has cost so far. */
final class ManagerUnderLoad implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

    private final Process process;
    private final CountDownLatch serving = new CountDownLatch(1);
    private volatile boolean isEnding;

    private ManagerUnderLoad(Process process) {
        this.process = process;
        var thread = new Thread(this::read, "log of the manager");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns when it serves claims. */
    static ManagerUnderLoad start(List<String> jvm, Path kubeconfig) throws IOException, InterruptedException {
        var command = new ArrayList<>(jvm);
        command.addAll(List.of(
                "--kubeconfig=" + kubeconfig,
                "--leader-elect",
                "--leader-election-namespace=default",
                "--health-addr=127.0.0.1:0",
                "--diagnostics-address=127.0.0.1:0",
                "--webhook-port=0"));
        var manager = new ManagerUnderLoad(
                new ProcessBuilder(command).redirectErrorStream(true).start());
        if (!manager.serving.await(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
            manager.close();
            throw new IllegalStateException("the manager does not serve within " + START_TIMEOUT + "; its log is above");
        }
        return manager;
    }

    /** What its threads have used of the processors. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** The most memory that it has had, in bytes; empty where the operating system does not tell. */
    OptionalLong peakMemory() throws IOException {
        var status = Path.of("/proc", String.valueOf(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return OptionalLong.empty();
        }
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst();
        }
    }

    @Override
    public void close() {
        isEnding = true;
        process.destroy();
        try {
            if (!process.waitFor(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the log pass that is no routine, and sees that it serves. */
    private void read() {
        try (var log = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = log.readLine(); line != null; line = log.readLine()) {
                if (line.contains("Serving claims")) {
                    serving.countDown();
                }
                if (line.contains("WARN") || line.contains("ERROR") || line.contains("Exception")) {
                    System.out.println("manager: " + line);
                }
            }
        } catch (IOException e) {
            // Its end closes the log as well, which it may still write.
            if (!isEnding) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
