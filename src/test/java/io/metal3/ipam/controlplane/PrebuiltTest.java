package io.metal3.ipam.controlplane;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Against a host on loopback, with archives of the right shape and no programs in them. */
class PrebuiltTest {

    private static final Versions WANTED = new Versions("1.37.2", "3.7.3");
    private static final Platform PLATFORM = new Platform("linux", "amd64");
    private static final String WRONG = "0".repeat(128);

    @TempDir
    private Path folder;

    private HttpServer host;
    private Path served;
    private Path target;

    @BeforeEach
    void serve() throws IOException {
        served = Files.createDirectories(folder.resolve("served"));
        target = folder.resolve("cache").resolve("target");
        host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host.createContext("/", exchange -> {
            Path file = served.resolve(exchange.getRequestURI().getPath().substring(1));
            boolean there = Files.exists(file);
            exchange.sendResponseHeaders(there ? 200 : 404, there ? Files.size(file) : -1);
            if (there) {
                Files.copy(file, exchange.getResponseBody());
            }
            exchange.close();
        });
        host.start();
    }

    @AfterEach
    void end() {
        host.stop(0);
    }

    @Test
    void unpacksTheServersOfTheNewestReleaseThatIsNotTooNew() throws IOException {
        Path archive = archive();
        announce(Download.sha512(archive));

        assertThat(prebuilt().fetchServers(WANTED, target)).isEqualTo("v1.37.0");

        assertThat(Program.SERVERS).allMatch(program -> program.isIn(target));
        assertThat(target.getParent()).isDirectoryNotContaining(entry -> !entry.equals(target));
    }

    @Test
    void refusesAnArchiveWithAnotherChecksumAndLeavesNothing() throws IOException {
        archive();
        announce(WRONG);

        assertThatThrownBy(() -> prebuilt().fetchServers(WANTED, target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not what was announced");
        assertThat(target).doesNotExist();
        assertThat(target.getParent()).isEmptyDirectory();
    }

    @Test
    void refusesAControllerManagerWithAnotherChecksum() throws IOException {
        Path program = controllerManager();
        Files.writeString(Path.of(program + ".sha512"), WRONG);

        assertThatThrownBy(() -> prebuilt().fetchControllerManager(WANTED, target))
                .hasMessageContaining("is not what was announced");
        assertThat(target).doesNotExist();
    }

    @Test
    void makesTheControllerManagerExecutable() throws IOException {
        Path program = controllerManager();
        Files.writeString(Path.of(program + ".sha512"), Download.sha512(program) + "\n");

        prebuilt().fetchControllerManager(WANTED, target);

        assertThat(Program.KUBE_CONTROLLER_MANAGER.isIn(target)).isTrue();
    }

    @Test
    void saysWhichHostDoesNotAnswer() {
        host.stop(0);

        assertThatThrownBy(() -> prebuilt().fetchServers(WANTED, target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(uri("index.yaml") + " cannot be fetched");
    }

    @Test
    void refusesAnIndexThatIsNone() throws IOException {
        Files.writeString(served.resolve("index.yaml"), "<html>Please sign in</html>");

        assertThatThrownBy(() -> prebuilt().fetchServers(WANTED, target))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no index of releases");
    }

    @Test
    void hasNothingForAPlatformThatNobodyBuildsFor() throws IOException {
        announce(WRONG);

        assertThat(Releases.parse(Files.readString(served.resolve("index.yaml")))
                        .closestTo(new ReleaseNumber(1, 37, 2), new Platform("plan9", "mips")))
                .isEqualTo(Optional.empty());
    }

    private Prebuilt prebuilt() {
        return new Prebuilt(
                new Prebuilt.Hosts(uri("index.yaml"), uri("kubernetes/")),
                new Download(Duration.ofSeconds(10)),
                PLATFORM);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + host.getAddress().getPort() + "/" + path);
    }

    private void announce(String hash) throws IOException {
        Files.writeString(
                served.resolve("index.yaml"),
                """
                releases:
                  v1.36.9:
                    envtest-v1.36.9-linux-amd64.tar.gz: {hash: old, selfLink: "http://127.0.0.1/old"}
                  v1.37.0:
                    envtest-v1.37.0-darwin-arm64.tar.gz: {hash: other, selfLink: "http://127.0.0.1/other"}
                    envtest-v1.37.0-linux-amd64.tar.gz: {hash: %s, selfLink: "%s"}
                  v1.37.1-rc.1:
                    envtest-v1.37.1-rc.1-linux-amd64.tar.gz: {hash: rc, selfLink: "http://127.0.0.1/rc"}
                  v1.38.0:
                    envtest-v1.38.0-linux-amd64.tar.gz: {hash: new, selfLink: "http://127.0.0.1/new"}
                """
                        .formatted(hash, uri("archive.tar.gz")));
    }

    private Path archive() throws IOException {
        Path programs = Files.createDirectories(folder.resolve("controller-tools").resolve("envtest"));
        for (Program program : Program.SERVERS) {
            assertThat(Files.writeString(program.in(programs), "#!/bin/true").toFile().setExecutable(true))
                    .isTrue();
        }
        Path archive = served.resolve("archive.tar.gz");
        Command.Result tar = Command.run(
                List.of("tar", "-czf", archive.toString(), "-C", folder.toString(), "controller-tools"));
        assertThat(tar.exitCode()).isZero();
        return archive;
    }

    private Path controllerManager() throws IOException {
        Path folder = Files.createDirectories(served.resolve("kubernetes/v1.37.2/bin/linux/amd64"));
        return Files.writeString(Program.KUBE_CONTROLLER_MANAGER.in(folder), "#!/bin/true");
    }
}
