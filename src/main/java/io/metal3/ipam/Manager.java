package io.metal3.ipam;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.Cloner;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.metal3.ipam.address.AddressFeed;
import io.metal3.ipam.address.Addresses;
import io.metal3.ipam.address.Attention;
import io.metal3.ipam.address.FreshView;
import io.metal3.ipam.address.IPAddressApi;
import io.metal3.ipam.address.IPAddressReconciler;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.claim.ClaimEvents;
import io.metal3.ipam.claim.ClaimGatherer;
import io.metal3.ipam.claim.ClaimProcessor;
import io.metal3.ipam.claim.ClaimStatusRenderer;
import io.metal3.ipam.claim.ClaimWakeUps;
import io.metal3.ipam.claim.IPClaimApi;
import io.metal3.ipam.claim.IPClaimReconciler;
import io.metal3.ipam.cluster.ClusterFeed;
import io.metal3.ipam.cluster.Standing;
import io.metal3.ipam.kube.EventRecorder;
import io.metal3.ipam.kube.TrimmedStore;
import io.metal3.ipam.kube.WakeUps;
import io.metal3.ipam.pool.IPPoolReconciler;
import io.metal3.ipam.pool.PoolEvents;
import io.metal3.ipam.pool.PoolReports;
import io.metal3.ipam.pool.PoolStatusRenderer;
import io.metal3.ipam.pool.Pools;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole program, put together by hand: what feeds the allocator, what asks it, what writes its answers. Start and stop once.
 */
public final class Manager implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Manager.class);

    /** Objects in one answer to a list: large enough to be quick, small enough never to run into the request timeout. */
    private static final long PAGE = 500;

    private static final Duration SYNC_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration VERIFY_INTERVAL = Duration.ofSeconds(10);

    private final Settings settings;
    private final Clock clock = Clock.systemUTC();
    private final Gate gate;
    private final ScheduledExecutorService timer;
    private final Operator operator;
    private final EventRecorder events;
    private final ClusterFeed clusters;
    private final Allocator allocator = new Allocator(new SecureRandom());

    private final Pools pools;
    private final PoolReports reports;
    private final AddressFeed addressFeed;
    private final IPAddressApi addressApi;
    private final ClaimGatherer gatherer;
    private final ClaimWakeUps<IPClaim> claims;

    private final WakeUps<IPClaim> claimWakeUps = new WakeUps<>();
    private final WakeUps<IPPool> poolWakeUps = new WakeUps<>();
    private final WakeUps<IPAddress> addressWakeUps = new WakeUps<>();

    /**
     * Puts the parts together; nothing runs before {@link #start}.
     *
     * @param client stays the caller's, who closes it after the manager
     */
    public Manager(KubernetesClient client, Settings settings) {
        this.settings = settings;
        gate = new Gate(settings.workers());
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, "timer");
            thread.setDaemon(true);
            return thread;
        });
        operator = new Operator(overrider -> configure(overrider, client));
        events = new EventRecorder(client, clock);
        clusters = new ClusterFeed(client, settings.namespace(), this::clusterChanged);
        pools = new Pools(allocator, this::poolChanged);
        reports = new PoolReports(
                settings.poolStatusInterval(), timer, pool -> poolWakeUps.wake(pool.namespace(), pool.name()));
        gatherer = new ClaimGatherer(pools, clusters);

        var attention = new OnceOpen();
        addressApi = new IPAddressApi(client);
        addressFeed = new AddressFeed(allocator, attention, clock);
        var freshView = new FreshView(addressApi, addressFeed);
        var claimApi = new IPClaimApi(client, new ClaimStatusRenderer(clock));
        var processor = new ClaimProcessor<>(
                claimApi, gatherer, new Addresses(allocator, addressFeed, freshView), attention, events);
        claims = new ClaimWakeUps<>("IPClaim", claimWakeUps, claimApi, processor);

        operator.register(
                new IPClaimReconciler(processor, claimWakeUps, this::claimGone),
                c -> common(c)
                        .withItemStore(new TrimmedStore<>())
                        .withOnAddFilter(claim -> ClaimEvents.callsForALook(claimApi.read(claim)))
                        .withOnUpdateFilter((now, before) ->
                                ClaimEvents.callsForALook(claimApi.read(before), claimApi.read(now))));
        operator.register(
                new IPPoolReconciler(
                        client,
                        allocator,
                        pools,
                        clusters,
                        new PoolStatusRenderer(settings.maxIndexes(), clock),
                        events,
                        poolWakeUps,
                        pool -> gatherer.standing(pool).held().isPresent(),
                        freshView::refresh),
                c -> common(c).withItemStore(pools).withOnUpdateFilter((now, before) -> PoolEvents.callForALook(before, now)));
        operator.register(
                new IPAddressReconciler(client, addressWakeUps, claimWakeUps, this::isHeld),
                c -> common(c)
                        .withItemStore(addressFeed)
                        .withOnAddFilter(IPAddressReconciler::isOursToEnd)
                        .withOnUpdateFilter((now, before) -> IPAddressReconciler.isOursToEnd(now)));
    }

    /** Returns when every watch has shown all there is and the first claims are being served. */
    public void start() {
        clusters.start();
        operator.start();
        claims.begin();
        gate.open();
        var unused = timer.scheduleWithFixedDelay(
                this::verify, VERIFY_INTERVAL.toMillis(), VERIFY_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        LOGGER.info("Serving claims of {}", settings.namespace() == null ? "all namespaces" : "namespace " + settings.namespace());
    }

    @Override
    public void close() {
        operator.stop();
        timer.shutdownNow();
        gate.shutdownNow();
        clusters.close();
        events.close();
    }

    private void configure(ConfigurationServiceOverrider overrider, KubernetesClient client) {
        overrider
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withExecutorService(gate)
                .withResourceCloner(new NoCopies())
                .withUseSSAToPatchPrimaryResource(false)
                .withSSABasedCreateUpdateMatchForDependentResources(false)
                .withStopOnInformerErrorDuringStartup(true)
                .withCacheSyncTimeout(SYNC_TIMEOUT)
                .withReconciliationTerminationTimeout(STOP_TIMEOUT);
    }

    private <R extends HasMetadata> ControllerConfigurationOverrider<R> common(ControllerConfigurationOverrider<R> c) {
        var namespace = settings.namespace();
        return (namespace == null ? c.watchingAllNamespaces() : c.settingNamespace(namespace))
                .withInformerListLimit(PAGE)
                .withRetry(new GenericRetry()
                        .withoutMaxAttempts()
                        .setInitialInterval(200)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(30_000));
    }

    private void poolChanged(PoolKey pool) {
        if (gate.isOpen()) {
            claims.poolChanged(pool);
        }
    }

    private void clusterChanged(String namespace, String name) {
        if (!gate.isOpen()) {
            return;
        }
        claims.clusterChanged(namespace);
        pools.ofCluster(namespace, name)
                .forEach(pool -> poolWakeUps.wake(pool.key().namespace(), pool.key().name()));
        addressWakeUps.all(namespace).forEach(address -> {
            if (IPAddressReconciler.isOursToEnd(address)) {
                addressWakeUps.wake(namespace, address.getMetadata().getName());
            }
        });
    }

    /** Without its claim an address in deletion need not stay any longer. */
    private void claimGone(IPClaim claim) {
        for (var address : allocator.objectsOf(IPClaimApi.key(claim))) {
            addressWakeUps.wake(address.key().namespace(), address.key().name());
        }
    }

    private boolean isHeld(AddressObject address) {
        return pools.find(address.pool()).map(gatherer::standing).filter(Standing::isPausedOnPurpose).isPresent();
    }

    private void verify() {
        try {
            addressFeed.verify(addressApi);
        } catch (RuntimeException e) {
            // The timer would never come back: what is not verified now is verified at its next turn, or the feed shows it.
            LOGGER.warn("Addresses that the watch has not shown could not be verified", e);
        }
    }

    /** Passes on what calls for attention once the manager works; before that, everything is looked at anyway. */
    private final class OnceOpen implements Attention {
        @Override
        public void claims(Collection<ClaimKey> keys) {
            if (gate.isOpen()) {
                keys.forEach(claims::wakeIfAlive);
            }
        }

        @Override
        public void counts(PoolKey pool) {
            if (gate.isOpen()) {
                reports.touch(pool);
            }
        }
    }

    /** Nobody here changes what the framework hands him, so it need not copy it first. */
    private static final class NoCopies implements Cloner {
        @Override
        public <R extends HasMetadata> R clone(R object) {
            return object;
        }
    }
}
