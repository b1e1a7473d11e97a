package io.metal3.ipam.protocol;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.metal3.ipam.address.Attention;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.claim.ClaimGatherer;
import io.metal3.ipam.claim.FrontDoors;
import io.metal3.ipam.claim.Surroundings;
import io.metal3.ipam.claim.Unserved;
import io.metal3.ipam.cluster.ClusterState;
import io.metal3.ipam.cluster.Clusters;
import io.metal3.ipam.kube.EventSink;
import io.metal3.ipam.pool.Pools;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One manager process: all that {@code Manager} puts together for two kinds of claim, but for the framework. What the framework
 * does is done here in small: stores that follow the watches, filters, one look at a time for each object, another one later.
 */
final class ModelReplica {

    private final String name;
    private final ModelServer server;
    private final Wire wire;
    private final Allocator allocator;
    private final Pools pools;
    private final Agenda agenda = new Agenda();
    private final List<ModelDoor> doors = new ArrayList<>();
    private final int[] shown = new int[ModelServer.WATCHES];
    private final List<Strand> strands = new ArrayList<>();
    private final Map<Strand, Agenda.Look> looks = new HashMap<>();
    private boolean awake;

    /** The watches that are seldom heard of. */
    private Set<Integer> slow = Set.of();

    /**
     * A process that has seen nothing yet.
     *
     * @param alone whether it takes for granted that no other manager is at work
     * @param whileListed is told of each list of addresses whose answer is on its way, and of the watch that shows the same
     */
    ModelReplica(
            String name,
            boolean alone,
            ModelServer server,
            Network network,
            Story story,
            Clock clock,
            long seed,
            ObjIntConsumer<ModelReplica> whileListed) {
        this.name = name;
        this.server = server;
        wire = new Wire(name, network, story);
        allocator = new Allocator(new SplittableRandom(seed));
        pools = new Pools(allocator, this::poolChanged);
        var surroundings = new Surroundings(
                allocator,
                new ClaimGatherer(pools, new OneCluster()),
                new FrontDoors(() -> doors.stream().map(ModelDoor::front), new Unserved(() -> false, () -> false, clock)),
                new WhileAwake(),
                new NoEvents(),
                clock,
                (claim, outcome) -> {},
                alone);
        for (int i = 0; i < 2; i++) {
            int addresses = 2 + i;
            doors.add(new ModelDoor(i, server, wire, story, agenda, surroundings, () -> whileListed.accept(this, addresses)));
        }
    }

    String name() {
        return name;
    }

    Allocator allocator() {
        return allocator;
    }

    Agenda agenda() {
        return agenda;
    }

    /** Lists all that one watch is about, as it was so many events ago; from there on the watch shows what comes. */
    void list(int watch, int ago) {
        var history = server.history.get(watch);
        shown[watch] = Math.max(0, history.size() - ago);
        var claims = new ArrayList<ModelClaim>();
        var addresses = new ArrayList<ModelAddress>();
        for (var object : history.after(shown[watch])) {
            switch (object) {
                case ModelServer.PoolState pool -> put(pool);
                case ClaimState claim -> claims.add(new ModelClaim(claim));
                case AddressState address -> addresses.add(new ModelAddress(address));
            }
        }
        if (watch < 2) {
            doors.get(watch).claims().replace(claims);
        } else if (watch < ModelServer.POOLS) {
            doors.get(watch - 2).addresses().replace(addresses);
        }
    }

    /** Begins to serve; everything has been listed. */
    void serve(boolean afterAnother) {
        if (afterAnother) {
            doors.forEach(door -> door.front().catchUp(null, Duration.ofSeconds(1)));
        }
        awake = true;
        doors.forEach(door -> door.front().begin());
    }

    /** Admission has put our mark on a claim that did not bear it. */
    void marksBeforeItIsMade(ClaimKey claim) {
        doors.get(ModelServer.door(claim)).front().newcomers().marked(claim.namespace(), claim.name());
    }

    /** It has lost the lead: no request that has not left it yet is sent any more. */
    void loseTheLead() {
        wire.closeForWrites();
    }

    boolean leads() {
        return wire.isOpenForWrites();
    }

    List<Strand> strands() {
        return strands;
    }

    void verify() {
        doors.forEach(door -> door.front().verify());
    }

    void isSlowToSee(Set<Integer> watches) {
        slow = watches;
    }

    boolean isSlow(int watch) {
        return slow.contains(watch);
    }

    boolean lags(int watch) {
        return shown[watch] < server.history.get(watch).size();
    }

    /** What the watch shows next, in words. */
    String next(int watch) {
        var event = server.history.get(watch).get(shown[watch]);
        return event.object() + (event.gone() ? " go" : "");
    }

    /** The watch shows the next thing that happened. */
    void show(int watch) {
        var event = server.history.get(watch).get(shown[watch]++);
        switch (event.object()) {
            case ModelServer.PoolState pool -> put(pool);
            case ClaimState claim -> doors.get(watch).claims().show(event.gone(), new ModelClaim(claim));
            case AddressState address -> doors.get(watch - 2).addresses().show(event.gone(), new ModelAddress(address));
        }
    }

    private void put(ModelServer.PoolState pool) {
        var object = server.object(pool);
        pools.put(pools.getKey(object), object);
    }

    /** Begins a look that is due; it runs up to its first request. */
    void begin(Agenda.Look look) {
        var last = agenda.begin(look);
        var strand = new Strand(() -> doors.get(look.door()).look(look, last));
        strands.add(strand);
        looks.put(strand, look);
        resume(strand, Fate.DONE);
    }

    void resume(Strand strand, Fate fate) {
        try {
            strand.resume(fate);
        } finally {
            if (strand.hasEnded()) {
                strands.remove(strand);
                agenda.end(Objects.requireNonNull(looks.remove(strand)));
            }
        }
    }

    /** A look from its beginning to its end; every request is carried out and answered. */
    void lookWithoutAStop(Agenda.Look look) {
        var last = agenda.begin(look);
        doors.get(look.door()).look(look, last);
        agenda.end(look);
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
            doors.forEach(door -> door.front().poolChanged(pool));
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
                claims.forEach(claim -> doors.forEach(door -> door.front().wake(claim)));
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
}
