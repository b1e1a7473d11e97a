package io.metal3.ipam;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.kube.ClusterApi;
import io.metal3.ipam.serving.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a manager is to run.
 *
 * @param namespace the one namespace to serve, or null for all
 * @param watchFilter only pools and claims that carry this value as the watch label are served; null for all
 * @param workers how many objects are reconciled at once; each waits for the API server most of the time
 * @param poolStatusInterval how often the counts of one pool are written at most
 * @param maxIndexes above so many addresses in a pool its status does not list them
 * @param webhook where admission is served
 * @param alone whether leader election sees to it that no other manager serves at the same time
 */
public record Settings(
        @Nullable String namespace,
        @Nullable String watchFilter,
        int workers,
        Duration poolStatusInterval,
        int maxIndexes,
        Webhook webhook,
        boolean alone) {

    /**
     * Where admission is served, if it is.
     *
     * @param port zero for not at all
     * @param certificates the folder of {@code tls.crt} and {@code tls.key}; without them admission is off
     */
    public record Webhook(int port, Path certificates, TlsSettings tls) {}

    public static Settings defaults() {
        var webhook = new Webhook(9443, Path.of("/tmp/k8s-webhook-server/serving-certs/"), TlsSettings.defaults());
        return new Settings(null, null, 32, Duration.ofSeconds(1), 10_000, webhook, false);
    }

    /** Whether an object is among those that are served. */
    public boolean selects(HasMetadata object) {
        var meta = object.getMetadata();
        return (namespace == null || namespace.equals(meta.getNamespace()))
                && (watchFilter == null
                        || (meta.getLabels() != null && watchFilter.equals(meta.getLabels().get(ClusterApi.WATCH_LABEL))));
    }

    public Settings inNamespace(@Nullable String namespace) {
        return new Settings(namespace, watchFilter, workers, poolStatusInterval, maxIndexes, webhook, alone);
    }
}
