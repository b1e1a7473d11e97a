package io.metal3.ipam.controlplane;

import com.fasterxml.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.net.URI;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The index that setup-envtest reads: for each Kubernetes version, an archive per platform with its checksum. */
record Releases(Map<String, Map<String, Releases.Archive>> releases) {

    /** One archive: where it is and what its SHA-512 must be. */
    record Archive(String hash, URI selfLink) {}

    /** An archive and the Kubernetes version in it. */
    record Release(ReleaseNumber number, String version, Archive archive) {}

    Releases {
        releases = Map.copyOf(releases);
    }

    /** Throws IOException for what is no such index: a page of a proxy, say. */
    static Releases parse(String yaml) throws IOException {
        try {
            return new KubernetesSerialization().unmarshal(yaml, new TypeReference<Releases>() {});
        } catch (KubernetesClientException | IllegalArgumentException e) {
            throw new IOException("no index of releases: " + e.getMessage(), e);
        }
    }

    /** The newest for the platform that is not newer than wanted. */
    Optional<Release> closestTo(ReleaseNumber wanted, Platform platform) {
        return releases.keySet().stream()
                .flatMap(version -> release(version, platform))
                .filter(release -> release.number().compareTo(wanted) <= 0)
                .max(Comparator.comparing(Release::number));
    }

    private Stream<Release> release(String version, Platform platform) {
        String name = "envtest-" + version + "-" + platform.os() + "-" + platform.architecture() + ".tar.gz";
        Archive archive = releases.getOrDefault(version, Map.of()).get(name);
        return archive == null
                ? Stream.empty()
                : ReleaseNumber.parse(version).stream().map(number -> new Release(number, version, archive));
    }
}
