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
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.cluster.Clusters;
import io.metal3.ipam.kube.Conditions;
import io.metal3.ipam.kube.EventRecorder;
import io.metal3.ipam.kube.Refusal;
import io.metal3.ipam.kube.WakeUps;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

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

    /**
     * Wires the reconciler; it keeps no state of its own.
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
    }

    @Override
    public List<EventSource<?, IPPool>> prepareEventSources(EventSourceContext<IPPool> context) {
        return List.of(wakeUps.over(context.getPrimaryCache()));
    }

    @Override
    public UpdateControl<IPPool> reconcile(IPPool object, Context<IPPool> context) {
        var pool = pools.find(Pools.key(object));
        if (context.isPrimaryResourceDeleted() || pool.isEmpty()) {
            arriving.forget(object.getMetadata().getUid());
            return UpdateControl.noUpdate();
        }
        var why = held.apply(pool.get());
        if (why.isPresent()) {
            // An Event is no write to the pool, and else nobody would know what its claims wait for.
            events.normal(object, "Held", "nothing is allocated or written: " + why.get());
            return UpdateControl.noUpdate();
        }
        try {
            if (object.isMarkedForDeletion()) {
                return letGoOrReport(object, pool.get());
            }
            api.mark(object, owner(pool.get()));
            return reportAsFarAsItHasCome(object, pool.get());
        } catch (KubernetesClientException e) {
            return switch (Refusal.of(e)) {
                case NOT_FOUND -> UpdateControl.noUpdate();
                case CHANGED -> UpdateControl.<IPPool>noUpdate().rescheduleAfter(IN_A_MOMENT);
                case ALREADY_EXISTS, REFUSED, UNKNOWN -> throw e;
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
        var old = object.getStatus();
        var usage = allocator.usage(pool.key());
        // A copy of all objects, each second, only where there are few of them.
        var objects = renderer.lists(usage) ? allocator.objectsIn(pool.key()) : List.<AddressObject>of();
        var contents = new PoolStatusRenderer.Contents(usage, objects);
        var fresh = renderer.render(pool, contents, old);
        if (fresh.equals(old)) {
            return;
        }
        api.report(object, fresh);
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
