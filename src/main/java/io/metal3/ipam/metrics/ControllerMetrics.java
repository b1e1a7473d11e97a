package io.metal3.ipam.metrics;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.processing.Controller;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the framework tells of its controllers. The only label is the controller's name, never an object's. The framework calls some
 * of this under the lock of the controller, so each call is a look into a map and a count. Thread-safe.
 */
final class ControllerMetrics implements Metrics {

    private static final String CONTROLLER = "controller";

    private static final Duration[] BUCKETS = List.of(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000)
            .stream()
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Map<String, OfOne> controllers = new ConcurrentHashMap<>();

    ControllerMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A kind may be installed, taken away and installed again: what was queued when its last controller ended is never begun. */
    @Override
    public void controllerRegistered(Controller<? extends HasMetadata> controller) {
        registered(controller.getConfiguration().getName());
    }

    void registered(String controller) {
        of(controller).unfinished.set(0);
    }

    @Override
    public void eventReceived(Event event, Map<String, Object> metadata) {
        of(metadata).triggers.increment();
    }

    @Override
    public void reconciliationSubmitted(HasMetadata resource, @Nullable RetryInfo retryInfo, Map<String, Object> metadata) {
        of(metadata).unfinished.incrementAndGet();
    }

    @Override
    public void reconciliationFinished(HasMetadata resource, @Nullable RetryInfo retryInfo, Map<String, Object> metadata) {
        of(metadata).unfinished.decrementAndGet();
    }

    @Override
    public void reconciliationSucceeded(HasMetadata resource, Map<String, Object> metadata) {
        of(metadata).successes.increment();
    }

    @Override
    public void reconciliationFailed(
            HasMetadata resource, @Nullable RetryInfo retryInfo, Exception exception, Map<String, Object> metadata) {
        of(metadata).errors.increment();
    }

    @Override
    public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
        var controller = of(execution.controllerName());
        var began = Timer.start(registry);
        controller.active.incrementAndGet();
        try {
            return execution.execute();
        } finally {
            controller.active.decrementAndGet();
            began.stop(controller.durations);
        }
    }

    private OfOne of(Map<String, Object> metadata) {
        return of(String.valueOf(metadata.get(Constants.CONTROLLER_NAME)));
    }

    private OfOne of(String controller) {
        var known = controllers.get(controller);
        return known != null ? known : controllers.computeIfAbsent(controller, name -> new OfOne(registry, name));
    }

    /** The meters of one controller. */
    private static final class OfOne {
        final AtomicInteger unfinished = new AtomicInteger();
        final AtomicInteger active = new AtomicInteger();
        final Counter triggers;
        final Counter successes;
        final Counter errors;
        final Timer durations;

        OfOne(MeterRegistry registry, String name) {
            triggers = Counter.builder("ipam.reconcile.triggers")
                    .description("What called for a look at an object: changes, wake-ups, retries")
                    .tag(CONTROLLER, name)
                    .register(registry);
            successes = reconciles(registry, name, "success");
            errors = reconciles(registry, name, "error");
            durations = Timer.builder("ipam.reconcile.duration")
                    .description("From the begin of a look at an object to its end, requests included")
                    .tag(CONTROLLER, name)
                    .serviceLevelObjectives(BUCKETS)
                    .register(registry);
            Gauge.builder("ipam.reconciles.active", active, AtomicInteger::get)
                    .description("Looks that are under way")
                    .tag(CONTROLLER, name)
                    .register(registry);
            Gauge.builder("ipam.reconciles.queued", this, OfOne::queued)
                    .description("Looks that wait for a thread")
                    .tag(CONTROLLER, name)
                    .register(registry);
        }

        /** Two counts that are read one after the other: a look may begin or end in between. */
        private int queued() {
            return Math.max(0, unfinished.get() - active.get());
        }

        private static Counter reconciles(MeterRegistry registry, String name, String result) {
            return Counter.builder("ipam.reconciles")
                    .description("Looks at objects; one that ends in an error is repeated after a pause")
                    .tag(CONTROLLER, name)
                    .tag("result", result)
                    .register(registry);
        }
    }
}
