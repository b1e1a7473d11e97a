package io.metal3.ipam.scale;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The manager as it is shipped, in a process of its own: the jar, and the options of the image. Ended with its test.
 *
 * <pre>
 *   -Dscale.java=FILE    the JVM; else the one that the tests run on
 *   -Dscale.aot=FILE     its cache; without it the JVM starts as it does everywhere
 *   -Dscale.options=...  more options of the JVM, separated by spaces
 * </pre>
 */
final class ShippedProcess implements AutoCloseable {

    private static final Path JAR = Path.of("target", "ip-address-manager.jar");
    private static final Path OPTIONS = Path.of("config", "image", "jvm.options");

    private final Process process;
    private final long started;

    private ShippedProcess(Process process, long started) {
        this.process = process;
        this.started = started;
    }

    static ShippedProcess start(URI apiServer, Path folder) throws IOException {
        var kubeconfig = folder.resolve("kubeconfig");
        Files.writeString(kubeconfig, """
                apiVersion: v1
                kind: Config
                clusters: [{name: made-up, cluster: {server: "%s"}}]
                contexts: [{name: made-up, context: {cluster: made-up, user: nobody}}]
                users: [{name: nobody, user: {}}]
                current-context: made-up
                """.formatted(apiServer));
        var log = folder.resolve("manager.log").toFile();
        var builder = new ProcessBuilder(command(kubeconfig)).redirectErrorStream(true).redirectOutput(log);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        var started = System.nanoTime();
        return new ShippedProcess(builder.start(), started);
    }

    private static List<String> command(Path kubeconfig) {
        var java = System.getProperty("scale.java", ProcessHandle.current().info().command().orElse("java"));
        var command = new ArrayList<>(List.of(java));
        if (Runtime.version().feature() >= 25 || System.getProperty("scale.java") != null) {
            command.add("@" + OPTIONS);
        }
        var cache = System.getProperty("scale.aot", "");
        if (!cache.isEmpty()) {
            command.addAll(List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on"));
        }
        var more = System.getProperty("scale.options", "");
        if (!more.isEmpty()) {
            command.addAll(List.of(more.split(" ", -1)));
        }
        command.addAll(List.of(
                "-jar",
                JAR.toString(),
                "--kubeconfig=" + kubeconfig,
                "--webhook-port=0",
                "--health-addr=127.0.0.1:0",
                "--diagnostics-address=127.0.0.1:0"));
        return command;
    }

    /** From the start of the process until then. */
    Duration until(long nanoTime) {
        return Duration.ofNanos(nanoTime - started);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** What is in memory of it now, and what was at most, in MB; as the system counts it. */
    Resident resident() throws IOException {
        var status = Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"));
        return new Resident(megabytes(status, "VmRSS:"), megabytes(status, "VmHWM:"));
    }

    record Resident(long now, long most) {}

    private static long megabytes(List<String> status, String field) {
        return status.stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_024)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
