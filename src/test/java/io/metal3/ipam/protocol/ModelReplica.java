package io.metal3.ipam.protocol;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.api.config.BaseConfigurationService;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.informer.InformerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.metal3.ipam.address.AddressKind;
import io.metal3.ipam.address.AddressObjects;
import io.metal3.ipam.address.Attention;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocation;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.claim.Claim;
import io.metal3.ipam.claim.ClaimApi;
import io.metal3.ipam.claim.ClaimGatherer;
import io.metal3.ipam.claim.ClaimOutcome;
import io.metal3.ipam.claim.ClaimShape;
import io.metal3.ipam.claim.FrontDoor;
import io.metal3.ipam.claim.Surroundings;
import io.metal3.ipam.cluster.ClusterState;
import io.metal3.ipam.cluster.Clusters;
import io.metal3.ipam.kube.EventSink;
import io.metal3.ipam.kube.WakeUps;
import io.metal3.ipam.pool.Pool;
import io.metal3.ipam.pool.Pools;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One manager process: all that {@code Manager} puts together for two kinds of claim, but for the framework. What the framework
 * does is done here in small: stores that follow the watches, filters, one look at a time for each object, another one later.
 */
final class ModelReplica {

    private static final ControllerConfiguration<IPClaim> FRAMEWORK =
            new BaseConfigurationService().getConfigurationFor(new Nobody());
    private static final long AFTER_A_FAILURE = 1_000;

    /** A look that is due. */
    record Look(boolean atAClaim, int door, String name) {}

    private record Timer(Instant due, Look look) {}

    private final String name;
    private final ModelServer server;
    private final ModelWorld world;
    private final Allocator allocator;
    private final Pools pools;
    private final List<Door> doors = new ArrayList<>();
    private final int[] shown = new int[ModelServer.WATCHES];
    private final Set<Look> due = new LinkedHashSet<>();
    private final Map<Look, ArrayDeque<HasMetadata>> gone = new HashMap<>();
    private final Map<Strand, Look> working = new HashMap<>();
    private final List<Strand> strands = new ArrayList<>();
    private final List<Timer> timers = new ArrayList<>();
    private boolean awake;
    private boolean mayWrite = true;

    ModelReplica(String name, boolean alone, ModelServer server, ModelWorld world, Clock clock, long seed) {
        this.name = name;
        this.server = server;
        this.world = world;
        allocator = new Allocator(new SplittableRandom(seed));
        pools = new Pools(allocator, this::poolChanged);
        var surroundings = new Surroundings(
                allocator, new ClaimGatherer(pools, new OneCluster()), new WhileAwake(), new NoEvents(), clock, (claim, outcome) -> {}, alone);
        for (int i = 0; i < 2; i++) {
            doors.add(new Door(i, surroundings));
        }
        for (int watch = 0; watch < ModelServer.WATCHES; watch++) {
            list(watch);
        }
    }

    String name() {
        return name;
    }

    Allocator allocator() {
        return allocator;
    }

    /** Begins to serve. */
    void serve(boolean afterAnother) {
        if (afterAnother) {
            doors.forEach(door -> door.front.catchUp(null, Duration.ofSeconds(1)));
        }
        awake = true;
        doors.forEach(door -> door.front.begin());
    }

    /** It has lost the lead: no request that has not left it yet is sent any more. */
    void loseTheLead() {
        mayWrite = false;
    }

    boolean leads() {
        return mayWrite;
    }

    List<Strand> strands() {
        return strands;
    }

    List<Look> due() {
        var busy = new HashSet<>(working.values());
        return due.stream().filter(look -> !busy.contains(look)).toList();
    }

    Optional<Instant> nextTimer() {
        return timers.stream().map(Timer::due).min(Comparator.naturalOrder());
    }

    void timePasses(Instant now) {
        for (var timer : List.copyOf(timers)) {
            if (!timer.due().isAfter(now)) {
                timers.remove(timer);
                due.add(timer.look());
            }
        }
    }

    void verify() {
        doors.forEach(door -> door.front.verify());
    }

    boolean lags(int watch) {
        return shown[watch] < server.history.get(watch).size();
    }

    /** The watch shows the next thing that happened. */
    void show(int watch) {
        var event = server.history.get(watch).get(shown[watch]++);
        if (watch == ModelServer.POOLS) {
            var pool = server.pool(event);
            pools.put(pools.getKey(pool), pool);
        } else if (watch < 2) {
            doors.get(watch).claims.show(event.gone(), new ModelClaim((ClaimState) event.object()));
        } else {
            doors.get(watch - 2).addresses.show(event.gone(), new ModelAddress((AddressState) event.object()));
        }
    }

    /** The watch broke off, and there is no other way than to list anew: nobody sees what was in between. */
    void relist(int watch) {
        shown[watch] = server.history.get(watch).size();
        if (watch < 2) {
            doors.get(watch).claims.replace(claims(watch));
        } else if (watch < ModelServer.POOLS) {
            doors.get(watch - 2).addresses.replace(addresses(watch - 2));
        }
    }

    private void list(int watch) {
        shown[watch] = server.history.get(watch).size();
        if (watch == ModelServer.POOLS) {
            server.pools.forEach((pool, size) -> {
                var object = server.pool(new ModelServer.Event(false, pool + "/" + size + "/" + server.version()));
                pools.put(pools.getKey(object), object);
            });
        } else {
            relist(watch);
        }
    }

    private List<ModelClaim> claims(int door) {
        return server.claims.values().stream()
                .filter(c -> ModelServer.door(c.key()) == door)
                .map(ModelClaim::new)
                .toList();
    }

    private List<ModelAddress> addresses(int door) {
        return server.addresses.values().stream()
                .filter(a -> ModelServer.door(a.key()) == door)
                .map(ModelAddress::new)
                .toList();
    }

    /** Begins a look that is due; it runs up to its first request. */
    void begin(Look look) {
        var past = gone.get(look);
        var last = past == null ? null : past.poll();
        if (last == null || past == null || past.isEmpty()) {
            due.remove(look);
        }
        if (last != null) {
            due.add(look);
        }
        var strand = new Strand(() -> doors.get(look.door()).look(look, last));
        strands.add(strand);
        working.put(strand, look);
        resume(strand, Fate.DONE);
    }

    void resume(Strand strand, Fate fate) {
        try {
            strand.resume(fate);
        } finally {
            if (strand.hasEnded()) {
                strands.remove(strand);
                working.remove(strand);
            }
        }
    }

    /** The process ends; of each request that it waits for it is told whether it has left. */
    void kill(Predicate<Strand> hasLeft) {
        awake = false;
        for (var strand : List.copyOf(strands)) {
            resume(strand, hasLeft.test(strand) ? Fate.KILLED_ON_THE_WAY : Fate.KILLED);
        }
    }

    private void poolChanged(PoolKey pool) {
        if (awake) {
            doors.forEach(door -> door.front.poolChanged(pool));
        }
    }

    private void again(Look look, long millis) {
        timers.add(new Timer(world.now().plusMillis(millis), look));
    }

    /** A request: it waits to be told what becomes of it. */
    private <T> T ask(boolean writes, String what, Supplier<T> request) {
        if (writes && !mayWrite) {
            throw new KubernetesClientException("Not sent, because another manager may lead by now: " + what);
        }
        var strand = Strand.current();
        if (strand == null) {
            return request.get();
        }
        var fate = strand.stopAt(name + " " + what);
        return switch (fate) {
            case DONE -> request.get();
            case DONE_SLOWLY -> {
                Supplier<T> answer = answer(request);
                if (strand.stopAt(name + " hears of " + what) == Fate.KILLED) {
                    throw new Strand.Killed();
                }
                yield answer.get();
            }
            case ANSWER_LOST -> {
                answer(request);
                throw new KubernetesClientException("timed out: " + what);
            }
            case LOST -> throw new KubernetesClientException("timed out: " + what);
            case LATE -> {
                world.onTheWay(name + " " + what, () -> answer(request));
                throw new KubernetesClientException("timed out: " + what);
            }
            case REFUSED -> throw ModelServer.failure(403, "Forbidden");
            case KILLED -> throw new Strand.Killed();
            case KILLED_ON_THE_WAY -> {
                world.onTheWay(name + " " + what, () -> answer(request));
                throw new Strand.Killed();
            }
        };
    }

    private static <T> Supplier<T> answer(Supplier<T> request) {
        try {
            var result = request.get();
            return () -> result;
        } catch (KubernetesClientException e) {
            return () -> {
                throw e;
            };
        }
    }

    /** What the framework keeps of one kind, and what it does when the watch shows something. */
    private final class Watched<T extends HasMetadata> {
        private final boolean isOfClaims;
        private final int door;
        private final InformerConfiguration<T> configuration;
        private final ItemStore<T> store;

        @SuppressWarnings("unchecked")
        Watched(boolean isOfClaims, int door, Consumer<ControllerConfigurationOverrider<T>> configure, WakeUps<T> wakeUps) {
            this.isOfClaims = isOfClaims;
            this.door = door;
            var overrider = (ControllerConfigurationOverrider<T>) (Object) ControllerConfigurationOverrider.override(FRAMEWORK);
            configure.accept(overrider);
            configuration = overrider.build().getInformerConfig();
            store = configuration.getItemStore();
            wakeUps.over(new StoreCache<>(store));
            wakeUps.setEventHandler(event -> due.add(new Look(isOfClaims, door, event.getRelatedCustomResourceID().getName())));
            wakeUps.start();
        }

        @Nullable T get(String objectName) {
            return store.get(ModelServer.NAMESPACE + "/" + objectName);
        }

        void show(boolean isGone, T object) {
            var look = new Look(isOfClaims, door, object.getMetadata().getName());
            if (isGone) {
                store.remove(store.getKey(object));
                if (configuration.getGenericFilter().accept(object)) {
                    gone.computeIfAbsent(look, l -> new ArrayDeque<>()).add(object);
                    due.add(look);
                }
                return;
            }
            var before = store.put(store.getKey(object), object);
            if (configuration.getGenericFilter().accept(object)
                    && (before == null
                            ? configuration.getOnAddFilter().accept(object)
                            : configuration.getOnUpdateFilter().accept(object, before))) {
                due.add(look);
            }
        }

        void replace(List<T> all) {
            var names = all.stream().map(store::getKey).toList();
            for (var key : store.keySet().toList()) {
                var old = store.get(key);
                if (old != null && !names.contains(key)) {
                    show(true, old);
                }
            }
            all.forEach(object -> show(false, object));
        }
    }

    /** One kind of claim with its kind of address. */
    private final class Door {
        private final FrontDoor<ModelClaim, ModelAddress> front;
        private final Watched<ModelClaim> claims;
        private final Watched<ModelAddress> addresses;

        Door(int index, Surroundings surroundings) {
            var kind = new AddressKind<ModelAddress>(
                    ModelAddress.class,
                    ModelAddress::new,
                    ModelServer.ADDRESS_KINDS.get(index),
                    ModelServer.CLAIM_KINDS.get(index),
                    ModelAddress.FINALIZER,
                    ModelAddress::read);
            front = new FrontDoor<>(new Requests(kind), new Objects(index, kind), surroundings);
            claims = new Watched<>(true, index, front::configureClaims, front.claimWakeUps());
            addresses = new Watched<>(false, index, front::configureAddresses, front.addressWakeUps());
        }

        @SuppressWarnings("unchecked")
        void look(Look look, @Nullable HasMetadata last) {
            try {
                if (look.atAClaim()) {
                    var claim = last != null ? (ModelClaim) last : claims.get(look.name());
                    if (claim != null) {
                        var context = (Context<ModelClaim>) context(last != null);
                        front.claimLook().look(claim, context).getScheduleDelay().ifPresent(delay -> again(look, delay));
                    }
                } else {
                    var address = addresses.get(look.name());
                    if (address != null && last == null) {
                        front.addressGuard().look(address);
                    }
                }
            } catch (KubernetesClientException e) {
                if (last != null) {
                    gone.computeIfAbsent(look, l -> new ArrayDeque<>()).addFirst(last);
                }
                again(look, AFTER_A_FAILURE);
            }
        }
    }

    private static Context<?> context(boolean isGone) {
        return (Context<?>) Proxy.newProxyInstance(
                ModelReplica.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("isPrimaryResourceDeleted")) {
                        return isGone;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    /** The port of the claims. */
    private final class Requests implements ClaimApi<ModelClaim> {
        private final AddressKind<ModelAddress> kind;

        Requests(AddressKind<ModelAddress> kind) {
            this.kind = kind;
        }

        @Override
        public Claim read(ModelClaim object) {
            return object.claim();
        }

        /** It has none, so the store keeps each claim whole. */
        @Override
        public ClaimShape<ModelClaim> shape(ModelClaim object) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOurs(ModelClaim object) {
            return true;
        }

        @Override
        public Claim hold(Claim claim, Map<String, String> annotations) {
            return ask(true, "marks " + claim.what() + " " + annotations.values(), () -> server.hold(claim, annotations)).read();
        }

        @Override
        public void letGo(Claim claim) {
            ask(true, "lets " + claim.what() + " go", () -> {
                server.letGo(claim);
                return true;
            });
        }

        @Override
        public AddressObject createAddress(Claim claim, Pool pool, Allocation allocation) {
            return known(ask(
                    true,
                    "makes " + allocation.objectName() + " for " + claim.what() + " (" + claim.uid() + ")",
                    () -> server.create(claim, allocation, pool.uid())));
        }

        @Override
        public Optional<AddressObject> findAddress(Allocation allocation) {
            var key = new ObjectKey(kind.name(), ModelServer.NAMESPACE, allocation.objectName());
            return ask(false, "looks for " + allocation.objectName(), () -> server.find(key)).map(this::known);
        }

        @Override
        public Optional<AddressObject> adoptAddress(Claim claim, Pool pool, AddressObject address) {
            return ask(false, "reads " + address.key().name(), () -> server.find(address.key()))
                    .filter(seen -> seen.uid().equals(address.uid()))
                    .map(seen -> known(ask(
                            true,
                            "adopts " + address.key().name() + " for " + claim.what(),
                            () -> server.adopt(seen, claim.uid(), pool.uid()))));
        }

        @Override
        public Optional<String> currentUid(ClaimKey claim) {
            return ask(
                    false, "asks for " + claim.name(), () -> Optional.ofNullable(server.claims.get(claim)).map(ClaimState::uid));
        }

        /** As {@code AddressApi} does it: two requests, and again when somebody was faster. */
        @Override
        public void releaseAddress(AddressObject address) {
            for (int turn = 1; turn <= 5; turn++) {
                var version = ask(
                        true,
                        "takes its finalizer off " + address.key().name(),
                        () -> server.takeFinalizerOff(address.key(), address.uid()));
                if (version.isEmpty()) {
                    return;
                }
                try {
                    ask(true, "deletes " + address.key().name(), () -> {
                        server.delete(address.key(), version.get());
                        return true;
                    });
                    return;
                } catch (KubernetesClientException e) {
                    if (e.getCode() == 404) {
                        return;
                    }
                    if (e.getCode() != 409 || turn == 5) {
                        throw e;
                    }
                }
            }
        }

        @Override
        public boolean report(ModelClaim object, ClaimOutcome outcome) {
            var seen = object.state();
            var boundTo = outcome instanceof ClaimOutcome.Bound(var address) ? address.key().name() : seen.boundTo();
            String text =
                    switch (outcome) {
                        case ClaimOutcome.Bound bound -> "bound";
                        case ClaimOutcome.Waiting waiting -> waiting.message();
                        case ClaimOutcome.Refused refused -> refused.message();
                        case ClaimOutcome other -> seen.told();
                    };
            if (text.equals(seen.told()) && java.util.Objects.equals(boundTo, seen.boundTo())) {
                return false;
            }
            return ask(true, "tells " + seen.key().name() + ": " + boundTo + ", " + text, () -> {
                server.report(seen, outcome instanceof ClaimOutcome.Bound, boundTo, text);
                return true;
            });
        }

        private AddressObject known(AddressState state) {
            return new ModelAddress(state).read().orElseThrow();
        }
    }

    /** The port of the addresses. */
    private final class Objects implements AddressObjects<ModelAddress> {
        private final int door;
        private final AddressKind<ModelAddress> kind;

        Objects(int door, AddressKind<ModelAddress> kind) {
            this.door = door;
            this.kind = kind;
        }

        @Override
        public AddressKind<ModelAddress> kind() {
            return kind;
        }

        @Override
        public Optional<ModelAddress> get(ObjectKey key) {
            return ask(false, "reads " + key.name(), () -> server.find(key)).map(ModelAddress::new);
        }

        /** Not a point to stop at: whoever reads holds a lock that others may wait for. */
        @Override
        public Page<ModelAddress> page(@Nullable String namespace, long size, @Nullable String from) {
            world.tell(name + " reads all addresses of kind " + kind.name());
            return new Page<>(addresses(door), server.version(), null);
        }

        @Override
        public void letGo(AddressObject address) {
            ask(true, "takes its finalizer off " + address.key().name(), () -> server.takeFinalizerOff(address.key(), address.uid()));
        }
    }

    private final class WhileAwake implements Attention {
        @Override
        public boolean isAwake() {
            return awake;
        }

        @Override
        public void claims(Collection<ClaimKey> claims) {
            if (awake) {
                claims.forEach(claim -> doors.forEach(door -> door.front.wake(claim)));
            }
        }

        @Override
        public void counts(PoolKey pool) {}
    }

    private static final class OneCluster implements Clusters {
        @Override
        public ClusterState state(String namespace, @Nullable String cluster) {
            return cluster == null ? ClusterState.NOT_NAMED : ClusterState.RUNNING;
        }

        @Override
        public boolean isAnyPaused(String namespace) {
            return false;
        }

        @Override
        public Optional<OwnerReference> reference(String namespace, String cluster) {
            return Optional.empty();
        }
    }

    private static final class NoEvents implements EventSink {
        @Override
        public void normal(HasMetadata object, String reason, String message) {}

        @Override
        public void warning(HasMetadata object, String reason, String message) {}
    }

    /** Only there to be asked for a configuration that the doors then change. */
    @io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration(name = "model")
    private static final class Nobody implements Reconciler<IPClaim> {
        @Override
        public UpdateControl<IPClaim> reconcile(IPClaim claim, Context<IPClaim> context) {
            throw new UnsupportedOperationException();
        }
    }

    private record StoreCache<T extends HasMetadata>(ItemStore<T> store) implements IndexerResourceCache<T> {
        @Override
        public Optional<T> get(ResourceID id) {
            return Optional.ofNullable(store.get(id.getNamespace().orElseThrow() + "/" + id.getName()));
        }

        @Override
        public Stream<ResourceID> keys() {
            return store.values().map(ResourceID::fromResource);
        }

        @Override
        public Stream<T> list(Predicate<T> predicate) {
            return store.values().filter(predicate);
        }

        @Override
        public Stream<T> list(String namespace, Predicate<T> predicate) {
            return store.values().filter(predicate);
        }

        @Override
        public List<T> byIndex(String index, String key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void addIndexers(Map<String, Function<T, List<String>>> indexers) {
            throw new UnsupportedOperationException();
        }
    }
}
