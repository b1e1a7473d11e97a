package io.metal3.ipam.pool;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.api.v1alpha1.IPPoolStatus;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.cluster.Clusters;
import io.metal3.ipam.kube.Conditions;
import io.metal3.ipam.kube.EventRecorder;
import io.metal3.ipam.kube.LastReports;
import io.metal3.ipam.kube.Refusal;
import io.metal3.ipam.kube.Retries;
import io.metal3.ipam.kube.WakeUps;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what belongs on an IPPool: our finalizer, the marks by which a move finds it, its counts, what is wrong with its spec;
 * and lets a pool in deletion go when no address of it is left. What the pool means to claims is not decided here: the allocator
 * knows the spec from {@link Pools} before this reconciler hears of it.
 */
@ControllerConfiguration(
        name = "ippool",
        generationAwareEventProcessing = false,
        triggerReconcilerOnAllEvents = true,
        maxReconciliationInterval =
                @MaxReconciliationInterval(interval = Constants.NO_MAX_RECONCILIATION_INTERVAL))
public final class IPPoolReconciler implements Reconciler<IPPool> {

    private static final Logger LOGGER = LoggerFactory.getLogger(IPPoolReconciler.class);
    private static final Duration IN_A_MOMENT = Duration.ofMillis(200);

    /** How often it is looked whether all has come that belongs to a pool; that takes no request. */
    private static final Duration WHILE_ARRIVING = Duration.ofSeconds(1);

    private final IPPoolApi api;
    private final Allocator allocator;
    private final Pools pools;
    private final Clusters clusters;
    private final PoolStatusRenderer renderer;
    private final EventRecorder events;
    private final WakeUps<IPPool> wakeUps;
    private final Function<Pool, Optional<String>> held;
    private final Consumer<String> refresh;
    private final Arriving arriving;
    private final Retries<PoolKey> retries;
    private final LastReports<IPPoolStatus> lastReports = new LastReports<>();

    /** Why nothing is written to a pool, as it was told last. */
    private final Map<PoolKey, String> heldFor = new ConcurrentHashMap<>();

    /**
     * Wires the reconciler; all that it remembers is what it has told.
     *
     * @param held why Cluster API wants the pool left alone; empty when it does not
     * @param refresh makes sure that all addresses of a namespace are known
     */
    public IPPoolReconciler(
            KubernetesClient client,
            Allocator allocator,
            Pools pools,
            Clusters clusters,
            PoolStatusRenderer renderer,
            EventRecorder events,
            WakeUps<IPPool> wakeUps,
            Function<Pool, Optional<String>> held,
            Consumer<String> refresh,
            Clock clock) {
        this.api = new IPPoolApi(client);
        this.allocator = allocator;
        this.pools = pools;
        this.clusters = clusters;
        this.renderer = renderer;
        this.events = events;
        this.wakeUps = wakeUps;
        this.held = held;
        this.refresh = refresh;
        this.arriving = new Arriving(clock);
        this.retries = new Retries<>(clock);
    }

    @Override
    public List<EventSource<?, IPPool>> prepareEventSources(EventSourceContext<IPPool> context) {
        return List.of(wakeUps.over(context.getPrimaryCache()));
    }

    @Override
    public UpdateControl<IPPool> reconcile(IPPool object, Context<IPPool> context) {
        var pool = pools.find(Pools.key(object));
        if (context.isPrimaryResourceDeleted()) {
            wakeUps.wakeSuccessor(object, another -> true);
        }
        if (context.isPrimaryResourceDeleted() || pool.isEmpty()) {
            arriving.forget(object.getMetadata().getUid());
            heldFor.remove(Pools.key(object));
            lastReports.forget(object.getMetadata().getUid());
            retries.over(Pools.key(object));
            return UpdateControl.noUpdate();
        }
        var why = held.apply(pool.get());
        if (why.isPresent()) {
            tellOfHold(object, pool.get(), why.get());
            return UpdateControl.noUpdate();
        }
        heldFor.remove(pool.get().key());
        var left = retries.left(pool.get().key(), state(object));
        if (!left.isZero()) {
            return UpdateControl.<IPPool>noUpdate().rescheduleAfter(left);
        }
        try {
            var control = write(object, pool.get());
            retries.over(pool.get().key());
            return control;
        } catch (KubernetesClientException e) {
            return switch (Refusal.of(e)) {
                case NOT_FOUND -> UpdateControl.noUpdate();
                case CHANGED -> UpdateControl.<IPPool>noUpdate().rescheduleAfter(IN_A_MOMENT);
                case REFUSED -> UpdateControl.<IPPool>noUpdate().rescheduleAfter(refused(object, e));
                case ALREADY_EXISTS, UNKNOWN -> throw e;
            };
        }
    }

    private UpdateControl<IPPool> reportAsFarAsItHasCome(IPPool object, Pool pool) {
        if (!pool.arriving()) {
            report(object, pool);
            return UpdateControl.noUpdate();
        }
        var namespace = pool.key().namespace();
        if (arriving.isOver(pool, allocator.usage(pool.key()).allocated(), clusters.isAnyPaused(namespace))) {
            pools.arrived(pool);
            report(object, pool.arrived());
            return UpdateControl.noUpdate();
        }
        report(object, pool);
        return UpdateControl.<IPPool>noUpdate().rescheduleAfter(WHILE_ARRIVING);
    }

    private UpdateControl<IPPool> write(IPPool object, Pool pool) {
        if (object.isMarkedForDeletion()) {
            return letGoOrReport(object, pool);
        }
        api.mark(object, owner(pool));
        return reportAsFarAsItHasCome(object, pool);
    }

    /** An Event is no write to the pool, and else nobody would know what its claims wait for. Once, and not at every look. */
    private void tellOfHold(IPPool object, Pool pool, String why) {
        if (!why.equals(heldFor.put(pool.key(), why))) {
            events.normal(object, "Held", "nothing is allocated or written: " + why);
        }
    }

    /** The counts change all the time, so what was refused is not tried again at each of their changes. */
    private Duration refused(IPPool object, KubernetesClientException failure) {
        var key = Pools.key(object);
        var words = Refusal.words(failure, key.name());
        if (!retries.knows(key, state(object))) {
            events.warning(object, "Refused", "the API server refused a write for this pool: " + words);
        }
        var pause = retries.refused(key, state(object));
        LOGGER.warn(
                "IPPool {}/{}: the API server refused a write; the next try is in {} s: {}",
                key.namespace(), key.name(), pause.toSeconds(), words);
        return pause;
    }

    /** What a user can change of it. */
    private static Object state(IPPool object) {
        var meta = object.getMetadata();
        return Objects.hash(meta.getUid(), meta.getGeneration(), meta.getAnnotations(), meta.getLabels());
    }

    private UpdateControl<IPPool> letGoOrReport(IPPool object, Pool pool) {
        if (!object.hasFinalizer(MetadataKeys.POOL_FINALIZER)) {
            return UpdateControl.noUpdate();
        }
        if (allocator.usage(pool.key()).allocated() == 0) {
            refresh.accept(pool.key().namespace());
        }
        if (allocator.usage(pool.key()).allocated() == 0) {
            api.letGo(object);
        } else {
            report(object, pool);
        }
        return UpdateControl.noUpdate();
    }

    private Optional<OwnerReference> owner(Pool pool) {
        var cluster = pool.clusterName();
        return cluster == null ? Optional.empty() : clusters.reference(pool.key().namespace(), cluster);
    }

    private void report(IPPool object, Pool pool) {
        var old = lastReports.current(object, object.getStatus());
        var usage = allocator.usage(pool.key());
        // A copy of all objects, each second, only where there are few of them.
        var objects = renderer.lists(usage) ? allocator.objectsIn(pool.key()) : List.<AddressObject>of();
        var contents = new PoolStatusRenderer.Contents(usage, objects);
        var fresh = renderer.render(pool, contents, old);
        if (fresh.equals(old)) {
            return;
        }
        lastReports.written(fresh, api.report(object, fresh));
        tell(object, old == null ? List.of() : old.conditions(), fresh.conditions());
    }

    private void tell(
            IPPool object,
            List<Condition> before,
            List<Condition> now) {
        var ready = Conditions.find(now, Conditions.READY).orElseThrow();
        var was = Conditions.find(before, Conditions.READY);
        if (was.isPresent()
                && Objects.equals(was.get().getReason(), ready.getReason())
                && Objects.equals(was.get().getMessage(), ready.getMessage())) {
            return;
        }
        if ("Ready".equals(ready.getReason())) {
            events.normal(object, "PoolReady", "claims are served");
        } else {
            events.warning(object, ready.getReason(), ready.getMessage());
        }
    }
}
