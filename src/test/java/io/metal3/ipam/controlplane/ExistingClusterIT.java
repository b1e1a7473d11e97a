package io.metal3.ipam.controlplane;

import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** With the shared control plane as the cluster that somebody else runs. */
@ExtendWith(ControlPlaneExtension.class)
class ExistingClusterIT {

    @TempDir
    private Path folder;

    @Test
    void isTakenAsItIsAndOutlivesItsClosing(ControlPlane somebodyElses) {
        try (ControlPlane named = opened(attempt(somebodyElses.kubeconfig()))) {
            assertThat(named.real()).isTrue();
            assertThat(named.faults()).isEmpty();
            try (var nobody = new KubernetesClientBuilder()
                    .withConfig(named.configFor("nobody"))
                    .build()) {
                assertThatThrownBy(() -> nobody.namespaces().list()).isInstanceOf(KubernetesClientException.class);
            }
        }
        assertThat(attempt(somebodyElses.kubeconfig())).isInstanceOf(Attempt.Opened.class);
    }

    @Test
    void isRefusedWhenItsFileIsMissing() {
        assertThat(attempt(folder.resolve("none")))
                .isEqualTo(new Attempt.Refused(folder.resolve("none") + " cannot be read"));
    }

    @Test
    void isRefusedWhenItDoesNotAnswer(ControlPlane somebodyElses) throws IOException {
        String server = somebodyElses.adminConfig().getMasterUrl();
        Path file = Files.writeString(
                folder.resolve("kubeconfig"),
                Files.readString(somebodyElses.kubeconfig())
                        .replaceAll("server: .*", "server: https://127.0.0.1:1")
                        .replace(server, "https://127.0.0.1:1"));

        assertThat(attempt(file))
                .isInstanceOfSatisfying(
                        Attempt.Refused.class, refused -> assertThat(refused.why()).contains("does not answer"));
    }

    private Attempt attempt(Path kubeconfig) {
        var cache = new CacheFolder(folder.resolve("cache"));
        var environment = Environment.of(Map.of(), kubeconfig.toString(), cache);
        return new Opener(Purpose.TEST, environment, cache).attempt(Way.EXISTING_CLUSTER);
    }

    private static ControlPlane opened(Attempt attempt) {
        assertThat(attempt).isInstanceOf(Attempt.Opened.class);
        return ((Attempt.Opened) attempt).controlPlane();
    }
}
