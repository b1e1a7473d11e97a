package io.metal3.ipam;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a manager is to run.
 *
 * @param namespace the one namespace to serve, or null for all
 * @param workers how many objects are reconciled at once; each waits for the API server most of the time
 * @param poolStatusInterval how often the counts of one pool are written at most
 * @param maxIndexes above so many addresses in a pool its status does not list them
 */
public record Settings(@Nullable String namespace, int workers, Duration poolStatusInterval, int maxIndexes) {

    public static Settings defaults() {
        return new Settings(null, 32, Duration.ofSeconds(1), 10_000);
    }

    public Settings inNamespace(@Nullable String namespace) {
        return new Settings(namespace, workers, poolStatusInterval, maxIndexes);
    }
}
