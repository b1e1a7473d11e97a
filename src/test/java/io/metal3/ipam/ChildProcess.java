package io.metal3.ipam;

import io.metal3.ipam.controlplane.ControlPlane;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A manager in a process of its own, as a pod runs it, and which can be killed as a pod can. */
final class ChildProcess implements AutoCloseable {

    private final Process process;
    private final Path log;

    private ChildProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Listening where the system chooses, and to these flags.
     *
     * @param host under which it stands for election
     */
    static ChildProcess start(ControlPlane plane, Path folder, String host, String... flags) throws IOException {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-classpath",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--kubeconfig=" + plane.kubeconfig(),
                "--webhook-port=0",
                "--health-addr=127.0.0.1:0",
                "--diagnostics-address=127.0.0.1:0"));
        command.addAll(List.of(flags));
        var log = folder.resolve(host + ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("HOSTNAME", host);
        return new ChildProcess(builder.start(), log);
    }

    /** All that it has said up to now. */
    String log() throws IOException {
        return Files.readString(log);
    }

    /** Without a chance to do or to write anything more. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As Kubernetes ends a pod; does not wait for the end. */
    void terminate() {
        process.destroy();
    }

    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
