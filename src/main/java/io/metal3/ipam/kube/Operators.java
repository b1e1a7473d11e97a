package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.InformerStoppedHandler;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes the framework's operators and sets what all their controllers have in common: a watch that lists page by page, a start that
 * does not work with half a view, a retry that never gives up, no writes of its own.
 *
 * @param namespace the one namespace to watch, or null for all
 * @param watchFilter the value of the watch label that pools and claims must carry, or null for any
 * @param workers how many objects one operator reconciles at once
 * @param metrics hears of what the controllers do
 */
public record Operators(
        KubernetesClient client,
        @Nullable String namespace,
        @Nullable String watchFilter,
        int workers,
        Metrics metrics) {

    /** Objects in one answer to a list: enough to be quick, and few enough for one page to be garbage before the next is read. */
    private static final long PAGE = 100;

    private static final Duration SYNC_TIMEOUT = Duration.ofMinutes(10);

    /**
     * How long the framework itself waits for a list. While it does, it holds the lock that it hands events out under: where the watch
     * that follows the first list is refused (410), the second list waits for events to be handed out, and both would wait for ever.
     */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(20);

    private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final int FIRST_RETRY_MILLIS = 200;
    private static final int LAST_RETRY_MILLIS = 30_000;

    /** An operator whose controllers begin to reconcile when the gate is opened. */
    public Operator behind(Gate gate) {
        return behind(gate, null);
    }

    /**
     * An operator whose controllers begin to reconcile when the gate is opened.
     *
     * @param stopped hears of a watch that cannot go on; the process ends when nobody does
     */
    public Operator behind(Gate gate, @Nullable InformerStoppedHandler stopped) {
        return new Operator(o -> {
            o.withKubernetesClient(client)
                    .withCloseClientOnStop(false)
                    .withExecutorService(gate)
                    .withResourceCloner(new NoCopies())
                    .withMetrics(metrics)
                    .withUseSSAToPatchPrimaryResource(false)
                    .withSSABasedCreateUpdateMatchForDependentResources(false)
                    // Tried again instead, and seen to at the end of the start: an API server that starts at the same time turns
                    // everybody away for a while, and a process that ends for it is started again only after ever longer pauses.
                    .withStopOnInformerErrorDuringStartup(false)
                    .withCacheSyncTimeout(FIRST_WAIT)
                    .withReconciliationTerminationTimeout(STOP_TIMEOUT);
            if (stopped != null) {
                o.withInformerStoppedHandler(stopped);
            }
        });
    }

    /**
     * Returns when everything that the operator watches has been listed; what fails until then is tried again. It fails rather than
     * have anybody work with half a view.
     */
    public static void start(Operator operator) {
        var end = System.nanoTime() + SYNC_TIMEOUT.toNanos();
        operator.start();
        for (var missing = notListed(operator); !missing.isEmpty(); missing = notListed(operator)) {
            if (System.nanoTime() - end > 0 || Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("Not listed within " + SYNC_TIMEOUT.toMinutes() + " minutes: " + missing);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private static Set<String> notListed(Operator operator) {
        var sources = operator.getRuntimeInfo().unhealthyEventSources();
        sources.values().removeIf(Map::isEmpty);
        return sources.keySet();
    }

    /** What every controller has in common. */
    public <R extends HasMetadata> ControllerConfigurationOverrider<R> common(ControllerConfigurationOverrider<R> controller) {
        return (namespace == null ? controller.watchingAllNamespaces() : controller.settingNamespace(namespace))
                .withInformerListLimit(PAGE)
                .withRetry(new GenericRetry()
                        .withoutMaxAttempts()
                        .setInitialInterval(FIRST_RETRY_MILLIS)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(LAST_RETRY_MILLIS));
    }

    /** The same for pools and claims, of which only those that carry the right label may be ours to serve. */
    public <R extends HasMetadata> ControllerConfigurationOverrider<R> selected(ControllerConfigurationOverrider<R> controller) {
        var common = common(controller);
        return watchFilter == null ? common : common.withLabelSelector(ClusterApi.WATCH_LABEL + "=" + watchFilter);
    }

    /** Nobody here changes what the framework hands him, so it need not copy it first. */
    private static final class NoCopies implements Cloner {
        @Override
        public <R extends HasMetadata> R clone(R object) {
            return object;
        }
    }
}
