package io.metal3.ipam.controlplane;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;

/** Kubeconfig files, written and read without a look at this process's own environment. */
final class Kubeconfigs {

    private Kubeconfigs() {}

    /** The configuration in a file: its current context and nothing else. */
    static Config read(Path file) {
        return Config.fromKubeconfig(file.toFile());
    }

    static Config impersonating(Config config, String user) {
        return new ConfigBuilder(config).withImpersonateUsername(user).build();
    }

    /** Writes a kubeconfig that only this user can read, for one server, trusted by its certificates, and one token. */
    static void write(Path file, URI server, Path certificates, String token) {
        try {
            create(file);
            Files.writeString(
                    file,
                    """
                    apiVersion: v1
                    kind: Config
                    current-context: admin
                    contexts:
                    - name: admin
                      context: {cluster: control-plane, user: admin}
                    clusters:
                    - name: control-plane
                      cluster:
                        server: %s
                        certificate-authority-data: %s
                    users:
                    - name: admin
                      user: {token: %s}
                    """
                            .formatted(
                                    server, Base64.getEncoder().encodeToString(Files.readAllBytes(certificates)), token));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a kubeconfig for a server that lets everybody in. */
    static void writeWithoutCredentials(Path file, URI server) {
        try {
            Files.writeString(
                    file,
                    """
                    apiVersion: v1
                    kind: Config
                    current-context: anybody
                    contexts:
                    - name: anybody
                      context: {cluster: control-plane, user: anybody}
                    clusters:
                    - name: control-plane
                      cluster: {server: "%s"}
                    users:
                    - name: anybody
                      user: {}
                    """
                            .formatted(server));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void create(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(
                file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
}
