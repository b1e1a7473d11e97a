package io.metal3.ipam;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.metal3.ipam.address.AddressApi;
import io.metal3.ipam.address.Attention;
import io.metal3.ipam.address.IPAddressAdmission;
import io.metal3.ipam.address.IPAddressReconciler;
import io.metal3.ipam.address.IPAddresses;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.allocator.Usage;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.capi.CapiFrontDoor;
import io.metal3.ipam.claim.ClaimGatherer;
import io.metal3.ipam.claim.ClaimObserver;
import io.metal3.ipam.claim.ClaimRequests;
import io.metal3.ipam.claim.ClaimStatusRenderer;
import io.metal3.ipam.claim.FrontDoor;
import io.metal3.ipam.claim.FrontDoors;
import io.metal3.ipam.claim.IPClaimAdmission;
import io.metal3.ipam.claim.IPClaimApi;
import io.metal3.ipam.claim.IPClaimReconciler;
import io.metal3.ipam.claim.Surroundings;
import io.metal3.ipam.claim.Unserved;
import io.metal3.ipam.cluster.ClusterFeed;
import io.metal3.ipam.kube.EventRecorder;
import io.metal3.ipam.kube.Gate;
import io.metal3.ipam.kube.Operators;
import io.metal3.ipam.kube.WakeUps;
import io.metal3.ipam.pool.IPPoolAdmission;
import io.metal3.ipam.pool.IPPoolReconciler;
import io.metal3.ipam.pool.PoolEvents;
import io.metal3.ipam.pool.PoolReports;
import io.metal3.ipam.pool.PoolStatusRenderer;
import io.metal3.ipam.pool.Pools;
import io.metal3.ipam.webhook.AdmissionHandler;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole program, put together by hand: what feeds the allocator, what asks it, what writes its answers. Start and stop once.
 */
public final class Manager implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Manager.class);
    private static final Duration CATCH_UP = Duration.ofSeconds(1);
    private static final Duration VERIFY_INTERVAL = Duration.ofSeconds(10);

    private final Settings settings;
    private final Gate gate;
    private final ScheduledExecutorService timer;
    private final Operator operator;
    private final EventRecorder events;
    private final ClusterFeed clusters;
    private final Allocator allocator;
    private final Pools pools;
    private final PoolReports reports;
    private final FrontDoor<IPClaim, IPAddress> metal3;
    private final CapiFrontDoor clusterApi;
    private final AdmissionHandler admission;
    private final WakeUps<IPPool> poolWakeUps = new WakeUps<>();

    /** Set once everything has been listed: before that, whatever happens is looked at then. */
    private volatile boolean working;

    private volatile boolean listed;

    /**
     * Puts the parts together; nothing runs before {@link #start}.
     *
     * @param client stays the caller's, who closes it after the manager
     */
    public Manager(KubernetesClient client, Settings settings) {
        this(client, settings, (claim, outcome) -> {}, Metrics.NOOP);
    }

    /**
     * The same, observed.
     *
     * @param observer hears of every look at a claim
     * @param controllers hears of what the framework's controllers do
     */
    public Manager(KubernetesClient client, Settings settings, ClaimObserver observer, Metrics controllers) {
        this.settings = settings;
        var clock = Clock.systemUTC();
        allocator = new Allocator(new SecureRandom());
        var operators = new Operators(client, settings.namespace(), settings.watchFilter(), settings.workers(), controllers);
        gate = new Gate(settings.workers());
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, "timer");
            thread.setDaemon(true);
            return thread;
        });
        operator = operators.behind(gate);
        events = new EventRecorder(client, clock);
        clusters = new ClusterFeed(client, settings.namespace(), this::clusterChanged);
        pools = new Pools(allocator, this::poolChanged);
        var renderer = new PoolStatusRenderer(settings.maxIndexes(), clock);
        reports = new PoolReports(
                settings.poolStatusInterval(),
                pool -> renderer.listed(allocator.usage(pool)),
                timer,
                pool -> poolWakeUps.wake(pool.namespace(), pool.name()));

        var gatherer = new ClaimGatherer(pools, clusters);
        var surroundings = new Surroundings(
                allocator, gatherer, new FrontDoors(this::doors, unserved(clock)), new WhileWorking(), events, clock, observer, settings.alone());
        var requests = new ClaimRequests<>(client, IPClaim.class, settings.namespace());
        var addresses = new AddressApi<>(client, IPAddresses.KIND);
        var claims = new IPClaimApi(requests, addresses, new ClaimStatusRenderer(clock));
        metal3 = new FrontDoor<>(claims, addresses, surroundings);
        clusterApi = new CapiFrontDoor(operators, surroundings);
        admission = new AdmissionHandler(List.of(
                new IPPoolAdmission(allocator, pools, this::knows),
                new IPClaimAdmission(metal3, this::serves),
                new IPAddressAdmission(allocator, this::knows)));

        operator.register(
                new IPClaimReconciler(metal3.claimLook(), metal3.claimWakeUps()),
                c -> metal3.configureClaims(operators.selected(c)));
        operator.register(
                new IPAddressReconciler(metal3.addressGuard(), metal3.addressWakeUps()),
                c -> metal3.configureAddresses(operators.common(c)));
        operator.register(
                new IPPoolReconciler(
                        client,
                        allocator,
                        pools,
                        clusters,
                        renderer,
                        events,
                        poolWakeUps,
                        gatherer::held,
                        namespace -> eachDoor(door -> door.refresh(namespace)),
                        clock),
                c -> operators
                        .selected(c)
                        .withItemStore(pools)
                        .withGenericFilter(pool -> working)
                        .withOnUpdateFilter((now, before) -> shown(before, now)));
    }

    /** Returns when every watch has shown all there is and the first claims are being served. */
    public void start() {
        list();
        serve();
    }

    /** Returns when every watch has shown all there is; from then on it is known what comes and goes, and nothing is written. */
    public void list() {
        clusters.start();
        clusterApi.list();
        Operators.start(operator);
        listed = true;
    }

    /** Learns of what another manager did last before this one serves: in a moment, or as far as it goes in two seconds. */
    public void catchUp() {
        eachDoor(door -> door.catchUp(settings.namespace(), CATCH_UP));
    }

    /** Whether every watch has shown all there was, and still runs. */
    public boolean isReady() {
        return listed && operator.getRuntimeInfo().allEventSourcesAreHealthy();
    }

    /** The counts of every pool there is. */
    public Map<PoolKey, Usage> usage() {
        return pools.keys().stream().collect(Collectors.toMap(Function.identity(), allocator::usage));
    }

    /** How many Events were not written. */
    public long droppedEvents() {
        return events.dropped();
    }

    /** Begins to serve claims; {@link #list} has returned. */
    public void serve() {
        working = true;
        // Every door before any gate: whoever had a number keeps it from newcomers of either kind.
        eachDoor(FrontDoor::begin);
        poolWakeUps.all().forEach(pool ->
                poolWakeUps.wake(pool.getMetadata().getNamespace(), pool.getMetadata().getName()));
        gate.open();
        clusterApi.open();
        var unused = timer.scheduleWithFixedDelay(
                this::verify, VERIFY_INTERVAL.toMillis(), VERIFY_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        LOGGER.info(
                "Serving claims of {}",
                settings.namespace() == null ? "all namespaces" : "namespace " + settings.namespace());
    }

    /** What the API server may ask before it stores an object; answers from the start, and better once everything is listed. */
    public AdmissionHandler admission() {
        return admission;
    }

    @Override
    public void close() {
        working = false;
        listed = false;
        gate.closeUnlessOpen();
        clusterApi.close();
        operator.stop();
        timer.shutdownNow();
        gate.shutdownNow();
        clusters.close();
        events.close();
    }

    private boolean serves(HasMetadata object) {
        return working && settings.selects(object);
    }

    /** Standing by as well: all that is to know of the object is in view. */
    private boolean knows(HasMetadata object) {
        return listed && settings.selects(object);
    }

    private void eachDoor(Consumer<FrontDoor<?, ?>> action) {
        doors().forEach(action);
    }

    private Stream<FrontDoor<?, ?>> doors() {
        return Stream.concat(Stream.of(metal3), clusterApi.door().stream());
    }

    private Unserved unserved(Clock clock) {
        return new Unserved(() -> clusterApi.door().isEmpty(), () -> clusterApi.isAnyClaim(), clock);
    }

    /** Whether the pool is to be looked at. */
    private boolean shown(IPPool before, IPPool now) {
        if (working && !Objects.equals(before.getStatus(), now.getStatus())) {
            // What we have written ourselves, mostly. But it may be a write that was held up on its way and has overtaken a later one.
            reports.touch(Pools.key(now));
        }
        return PoolEvents.callForALook(before, now);
    }

    private void poolChanged(PoolKey pool) {
        if (working) {
            eachDoor(door -> door.poolChanged(pool));
        }
    }

    private void clusterChanged(String namespace, String name) {
        if (working) {
            eachDoor(door -> door.clusterChanged(namespace));
            pools.ofCluster(namespace, name)
                    .forEach(pool -> poolWakeUps.wake(pool.key().namespace(), pool.key().name()));
        }
    }

    private void verify() {
        try {
            eachDoor(FrontDoor::verify);
        } catch (RuntimeException e) {
            // The timer would never come back: what is not verified now is verified at its next turn, or the feed shows it.
            LOGGER.warn("Addresses that the watch has not shown could not be verified", e);
        }
    }

    /** Passes on what calls for attention. */
    private final class WhileWorking implements Attention {
        @Override
        public boolean isAwake() {
            return working;
        }

        @Override
        public void claims(Collection<ClaimKey> claims) {
            if (working) {
                claims.forEach(claim -> eachDoor(door -> door.wake(claim)));
            }
        }

        @Override
        public void counts(PoolKey pool) {
            if (working) {
                reports.touch(pool);
            }
        }
    }
}
