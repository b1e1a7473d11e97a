package io.metal3.ipam.quickstart;

import io.metal3.ipam.controlplane.ControlPlanes;
import io.metal3.ipam.controlplane.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The quickstart in a process of its own, as its users run it. */
class QuickstartIT {

    private static final String IN_JVM = "-Dcontrolplane.way=in-jvm";

    /** What the README says of the pool with three ranges; which of the claims that ask at once comes first is open. */
    private static final List<String> EXPECTED = List.of(
            "a +pool1 +192\\.168\\.0\\.1[013] +25 +192\\.168\\.0\\.1 +yes",
            "b +pool1 +192\\.168\\.0\\.1[013] +25 +192\\.168\\.0\\.1 +yes",
            "c +pool1 +192\\.168\\.0\\.1[013] +25 +192\\.168\\.0\\.1 +yes",
            "claim1 +pool1 +192\\.168\\.0\\.12 +25 +192\\.168\\.0\\.1 +yes",
            "machine-0 +provisioning +192\\.168\\.0\\.10 +24 +192\\.168\\.0\\.1 +yes",
            "v6-a +pool-v6 +fd00::1:\\S+ +64 +fd00:0:0:1::1 +yes",
            "pool1 +208 +4 +204 +0 +\\[#\\.+\\] +1 % +yes",
            "7 of 7 claims are bound\\.");

    @TempDir
    private Path folder;

    @Test
    void bindsTheSamplesOnTheMockServer() throws Exception {
        var run = run(IN_JVM);

        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).contains("a mock API server in this JVM, not a real one");
        EXPECTED.forEach(line -> assertThat(run.output().lines()).anyMatch(told -> told.matches(line)));
    }

    @Test
    void bindsTheSamplesOnARealApiServer() throws Exception {
        try (var plane = ControlPlanes.open(Purpose.TEST)) {
            var run = run("-Dcontrolplane.kubeconfig=" + plane.kubeconfig());

            assertThat(run.code()).as(run.output()).isZero();
            EXPECTED.forEach(line -> assertThat(run.output().lines()).anyMatch(told -> told.matches(line)));
        }
    }

    @Test
    void saysWhyAClaimIsNotBound() throws Exception {
        var file = Files.writeString(
                folder.resolve("full.yaml"),
                """
                apiVersion: ipam.metal3.io/v1alpha1
                kind: IPPool
                metadata: {name: small}
                spec:
                  namePrefix: small
                  pools: [{start: 10.0.0.5, end: 10.0.0.5}]
                ---
                apiVersion: ipam.metal3.io/v1alpha1
                kind: IPClaim
                metadata: {name: first}
                spec: {pool: {name: small}}
                ---
                apiVersion: ipam.metal3.io/v1alpha1
                kind: IPClaim
                metadata: {name: lost}
                spec: {pool: {name: nowhere}}
                """);

        var run = run(IN_JVM, "-Dquickstart.file=" + file);

        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output())
                .contains("no: PoolNotFound", "claim lost: there is no IPPool nowhere")
                .contains("1 of 2 claims are bound; lost cannot be, as told above.");
    }

    @Test
    void saysInOneSentenceWhatIsWrongWithTheInput() throws Exception {
        var run = run(IN_JVM, "-Dquickstart.file=no-such.yaml");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.output().strip()).startsWith("-Dquickstart.file: there is no file no-such.yaml in ").hasLineCount(1);
    }

    private record Run(int code, String output) {}

    /** To its end; nothing may be left of it. */
    private Run run(String... options) throws IOException, InterruptedException {
        var temporary = Files.createDirectories(folder.resolve("temporary"));
        var output = folder.resolve("output");
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Dquickstart.once=true",
                "-Djava.io.tmpdir=" + temporary,
                "-Dlogback.configurationFile=quickstart/logback.xml",
                "-Dio.netty.noUnsafe=true"));
        command.addAll(List.of(options));
        command.addAll(List.of("-classpath", System.getProperty("java.class.path"), Quickstart.class.getName()));
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES)).as(() -> read(output)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.filter(path -> path.getFileName().toString().startsWith("control-plane-"))).isEmpty();
        }
        return new Run(process.exitValue(), read(output));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
