package io.metal3.ipam.metrics;

import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.allocator.Usage;
import io.metal3.ipam.claim.Claim;
import io.metal3.ipam.claim.ClaimObserver;
import io.metal3.ipam.claim.ClaimOutcome;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Every metric of ours, by name. Labels are bounded by what there is to count: pools, their states, the reasons of a claim's condition.
 * Thread-safe.
 *
 * <pre>
 *   ipam_pool_addresses{namespace,pool,state}   gauge      state: capacity, free, allocated, waiting (claims)
 *   ipam_allocations_total{result}              counter    looks at claims that had no address: Bound, or the reason why not
 *   ipam_allocation_duration_seconds            histogram  from a claim's creation, in whole seconds of the API server, to its address
 *   ipam_claims_waiting                         gauge      over all pools
 *   ipam_events_dropped_total                   counter    Events that were not written
 *   ipam_leader                                 gauge      1 while this process is the one that acts, else 0
 *   ipam_reconciles_total{controller,result}    counter    looks at objects; result: success, error
 *   ipam_reconcile_duration_seconds{controller} histogram  of these looks, requests included
 *   ipam_reconciles_active{controller}          gauge      looks that are under way
 *   ipam_reconciles_queued{controller}          gauge      looks that wait for a thread
 *   ipam_reconcile_triggers_total{controller}   counter    what called for a look: changes, wake-ups, retries
 * </pre>
 */
public final class IpamMetrics implements ClaimObserver, AutoCloseable {

    private static final String POOL_ADDRESSES = "ipam.pool.addresses";
    private static final String ALLOCATIONS = "ipam.allocations";
    private static final String ALLOCATION_DURATION = "ipam.allocation.duration";
    private static final String CLAIMS_WAITING = "ipam.claims.waiting";
    private static final String EVENTS_DROPPED = "ipam.events.dropped";
    private static final String LEADER = "ipam.leader";

    private static final String BOUND = "Bound";

    private static final Duration[] BUCKETS = List.of(50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000)
            .stream()
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Clock clock;
    private final Timer durations;
    private final MultiGauge pools;
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final ControllerMetrics controllers = new ControllerMetrics(registry);
    private Supplier<Map<PoolKey, Usage>> usage = Map::of;

    public IpamMetrics(Clock clock) {
        this.clock = clock;
        durations = Timer.builder(ALLOCATION_DURATION)
                .description("From the creation of a claim to its address")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        pools = MultiGauge.builder(POOL_ADDRESSES)
                .description("Addresses of a pool by state, and the claims that wait for one")
                .register(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** What the framework is to tell of its controllers. */
    public Metrics controllers() {
        return controllers;
    }

    /** Reads these from now on, each time somebody asks. */
    public synchronized void read(
            Supplier<Map<PoolKey, Usage>> usage, LongSupplier droppedEvents, BooleanSupplier leads) {
        this.usage = usage;
        Gauge.builder(LEADER, () -> leads.getAsBoolean() ? 1 : 0)
                .description("Whether this process is the one that acts")
                .register(registry);
        Gauge.builder(CLAIMS_WAITING, () -> usage.get().values().stream().mapToLong(Usage::waiting).sum())
                .description("Claims that wait for an address")
                .register(registry);
        FunctionCounter.builder(EVENTS_DROPPED, droppedEvents, LongSupplier::getAsLong)
                .description("Events that were not written")
                .register(registry);
    }

    /** As Prometheus reads it. */
    public synchronized String text() {
        var rows = new ArrayList<MultiGauge.Row<?>>();
        usage.get().forEach((pool, counts) -> {
            rows.add(row(pool, "capacity", counts.capacity()));
            rows.add(row(pool, "free", counts.free()));
            rows.add(row(pool, "allocated", counts.allocated()));
            rows.add(row(pool, "waiting", counts.waiting()));
        });
        pools.register(rows, true);
        return registry.scrape();
    }

    @Override
    public void looked(Claim claim, ClaimOutcome outcome) {
        if (claim.boundTo() != null) {
            return;
        }
        switch (outcome) {
            case ClaimOutcome.Bound bound -> {
                count(BOUND);
                var since = Duration.between(claim.created(), clock.instant());
                durations.record(since.isNegative() ? Duration.ZERO : since);
            }
            case ClaimOutcome.Waiting(var reason, var message) -> count(reason.text());
            case ClaimOutcome.Refused(var reason, var message, var after) -> count(reason.text());
            case ClaimOutcome.Held held -> {}
            case ClaimOutcome.Resting resting -> {}
            case ClaimOutcome.Outdated outdated -> {}
            case ClaimOutcome.Done done -> {}
        }
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    private void count(String result) {
        registry.counter(ALLOCATIONS, "result", result).increment();
    }

    private static MultiGauge.Row<?> row(PoolKey pool, String state, long count) {
        return MultiGauge.Row.of(Tags.of("namespace", pool.namespace(), "pool", pool.name(), "state", state), count);
    }
}
