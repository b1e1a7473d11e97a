package io.metal3.ipam.controlplane;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Programs that others have built, fetched into the cache: kube-apiserver and etcd from where setup-envtest takes them,
 * kube-controller-manager, which it lacks, from Kubernetes' own downloads.
 */
final class Prebuilt {

    /** Where to look: changed by tests only. */
    record Hosts(URI envtestIndex, URI kubernetes) {

        static final Hosts PUBLIC = new Hosts(
                URI.create(
                        "https://raw.githubusercontent.com/kubernetes-sigs/controller-tools/HEAD/envtest-releases.yaml"),
                URI.create("https://dl.k8s.io/"));
    }

    private static final Logger LOGGER = LoggerFactory.getLogger(Prebuilt.class);

    private final Hosts hosts;
    private final Download download;
    private final Platform platform;

    Prebuilt(Hosts hosts, Download download, Platform platform) {
        this.hosts = hosts;
        this.download = download;
        this.platform = platform;
    }

    /** Puts kube-apiserver and etcd into the folder, all or nothing; returns the Kubernetes version that came. */
    String fetchServers(Versions wanted, Path target) throws IOException {
        Releases.Release release = Releases.parse(download.text(hosts.envtestIndex()))
                .closestTo(ReleaseNumber.parse(wanted.kubernetes()).orElseThrow(), platform)
                .orElseThrow(() -> new IOException(hosts.envtestIndex() + " has nothing for " + platform));
        Path work = work(target);
        try {
            Path archive = work.resolve("archive.tar.gz");
            LOGGER.info("Downloading {}", release.archive().selfLink());
            download.file(release.archive().selfLink(), release.archive().hash(), archive);
            unpack(archive, work);
            Files.createDirectories(target);
            for (Program program : Program.SERVERS) {
                Files.move(program.in(work), program.in(target), StandardCopyOption.ATOMIC_MOVE);
            }
            return release.version();
        } finally {
            Folders.delete(work);
        }
    }

    /** Puts kube-controller-manager into the folder. */
    void fetchControllerManager(Versions wanted, Path target) throws IOException {
        Program program = Program.KUBE_CONTROLLER_MANAGER;
        URI from = hosts.kubernetes()
                .resolve("v" + wanted.kubernetes() + "/bin/" + platform.os() + "/" + platform.architecture() + "/"
                        + program.fileName());
        String checksum = download.text(URI.create(from + ".sha512"));
        Path work = work(target);
        try {
            LOGGER.info("Downloading {}", from);
            download.file(from, checksum, program.in(work));
            if (!program.in(work).toFile().setExecutable(true)) {
                throw new IOException(program.in(work) + " cannot be made executable");
            }
            Files.createDirectories(target);
            Files.move(program.in(work), program.in(target), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Folders.delete(work);
        }
    }

    /** Beside the target, so that moving what is in it is atomic. */
    private static Path work(Path target) throws IOException {
        Path parent = Files.createDirectories(target.toAbsolutePath().getParent());
        return Files.createTempDirectory(parent, ".download-");
    }

    /** The archive has its programs two folders deep. */
    private static void unpack(Path archive, Path into) throws IOException {
        Command.Result tar = Command.run(
                List.of("tar", "-xzf", archive.toString(), "-C", into.toString(), "--strip-components=2"));
        if (tar.exitCode() != 0) {
            throw new IOException("tar does not unpack " + archive + ": " + tar.output());
        }
    }
}
