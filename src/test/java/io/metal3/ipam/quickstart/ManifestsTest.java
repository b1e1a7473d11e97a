package io.metal3.ipam.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ManifestsTest {

    private static final String CLAIM =
            """
            # A claim.
            apiVersion: ipam.metal3.io/v1alpha1
            kind: IPClaim
            metadata: {name: %s}
            spec: {pool: {name: pool1}}
            """;

    @TempDir
    private Path folder;

    @Test
    void readsAllDocumentsInOrderAndLeavesEmptyOnesOut() {
        var read = read("# Nothing here.\n---\n" + CLAIM.formatted("a") + "--- # next\n" + CLAIM.formatted("b") + "---\n");

        assertThat(read).extracting(Manifests.Manifest::what).containsExactly("IPClaim a", "IPClaim b");
    }

    @Test
    void putsWhatHasNoNamespaceIntoTheDefaultOne() {
        assertThat(read(CLAIM.formatted("a")).getFirst().object().getMetadata().getNamespace()).isEqualTo("default");
        assertThat(read("{apiVersion: v1, kind: Namespace, metadata: {name: here}}").getFirst().object().getMetadata().getNamespace())
                .isNull();
    }

    @Test
    void saysWhereTheYamlIsBroken() {
        assertThatThrownBy(() -> read(CLAIM.formatted("a") + "---\nkind: [IPPool\nmetadata: {}\n"))
                .isInstanceOf(BadInput.class)
                .hasMessage(file() + ": the YAML is broken in line 8: expected ',' or ']', but got :.");
    }

    @Test
    void saysWhatIsNoKubernetesObject() {
        for (var text : List.of("just text", "- a\n- b", "metadata: 3")) {
            assertThatThrownBy(() -> read(text))
                    .isInstanceOf(BadInput.class)
                    .hasMessage(file() + ": the YAML from line 1 on is no Kubernetes object, with apiVersion, kind and metadata.");
        }
        assertThatThrownBy(() -> read("spec: {}")).hasMessageContaining("apiVersion or kind is missing");
        assertThatThrownBy(() -> read("{apiVersion: ipam.metal3.io/v1alpha1, kind: IPPool}"))
                .hasMessage(file() + ", from line 1 on: metadata.name of the IPPool is missing.");
    }

    @Test
    void namesTheKindsItKnowsWhenGivenAnother() {
        for (var object : List.of(
                "{apiVersion: v1, kind: Pod, metadata: {name: x}}",
                "{apiVersion: ipam.metal3.io/v1alpha1, kind: IPPol, metadata: {name: x}}",
                "{apiVersion: ipam.cluster.x-k8s.io/v1beta2, kind: IPAddress, metadata: {name: x}}")) {
            assertThatThrownBy(() -> read(object))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("is unknown here; the quickstart knows IPPool, IPClaim and IPAddress");
        }
    }

    @Test
    void saysWhenThereIsNothingToApply() {
        assertThatThrownBy(() -> read("# later\n")).isInstanceOf(BadInput.class).hasMessageContaining("nothing in it to apply");
    }

    private Path file() {
        return folder.resolve("given.yaml");
    }

    private List<Manifests.Manifest> read(String text) {
        try {
            Files.writeString(file(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Manifests().read(List.of(file()));
    }
}
