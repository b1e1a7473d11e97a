package io.metal3.ipam.protocol;

import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.ip.Address;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One run: clients, managers, watches, the network and the clock take turns as a list of numbers says. Then everything comes to
 * rest, and the promises are looked at; then all claims are deleted, and at the end nothing may be left.
 */
final class ModelWorld {

    /** Who serves. */
    enum Mode {
        /** One manager, which may be killed at any moment, and begins anew. */
        ALONE,
        /** One after the other: who has lost the lead may be late to know, and what it sent may arrive when it does not lead. */
        RELAY,
        /** Two at once, who know nothing of each other. */
        BOTH
    }

    /** A request that is on its way, and nobody waits for it. */
    private record Late(Instant since, Runnable request) {}

    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final int MOST_NUMBERS = 4;
    private static final int LONGEST_REST = 2_000;
    private static final Duration LONGEST_WAY = Duration.ofSeconds(60);
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private final Mode mode;
    private final Choices choices;
    private final ModelServer server;
    private final List<ModelReplica> replicas = new ArrayList<>();
    private final List<Late> onTheWay = new ArrayList<>();
    private final List<String> story;
    private Instant now = BEGINNING;
    private int born;
    private boolean ended;

    /**
     * A world in which nothing has happened.
     *
     * @param story is told all that happens, in words
     */
    ModelWorld(Mode mode, Choices choices, List<String> story) {
        this.mode = mode;
        this.choices = choices;
        this.story = story;
        server = new ModelServer(mode == Mode.ALONE, mode == Mode.BOTH);
    }

    /** Plays the run to its end. */
    void run() {
        try {
            begin();
            while (choices.hasNext()) {
                step();
            }
            tell("-- everything comes to rest");
            rest();
            judgeRest();
            tell("-- all claims are deleted, and by hand what was made for those that were gone by then");
            List.copyOf(server.addresses.values()).stream().filter(this::isOrphan).forEach(a -> server.put(a.inDeletion()));
            List.copyOf(server.claims.values()).forEach(claim -> server.put(claim.without(ClaimState.FOREIGN_FINALIZER).inDeletion()));
            rest();
            judgeEnd();
        } finally {
            replicas.forEach(replica -> replica.kill(strand -> false));
        }
    }

    Instant now() {
        return now;
    }

    void tell(String what) {
        story.add(what);
    }

    /** A request that outlives who made it. */
    void onTheWay(String what, Runnable request) {
        onTheWay.add(new Late(now, () -> {
            tell("arrives late: " + what);
            request.run();
        }));
    }

    private void begin() {
        server.putPool("p", 2);
        server.putPool("q", 3);
        replicas.add(born());
        if (mode == Mode.BOTH) {
            replicas.add(born());
        }
        replicas.forEach(replica -> replica.serve(false));
    }

    private ModelReplica born() {
        return new ModelReplica("manager" + ++born, mode != Mode.BOTH, server, this, new TheClock(), born);
    }

    private void step() {
        int what = choices.next(100);
        if (what < 34) {
            continueARequest();
        } else if (what < 54) {
            showSomething();
        } else if (what < 70) {
            beginALook();
        } else if (what < 90) {
            aClientActs();
        } else if (what < 94) {
            aProcessEnds();
        } else if (what < 96) {
            timePasses();
        } else if (what < 98) {
            relist();
        } else {
            somethingArrives();
        }
        choices.endOfStep();
    }

    private void continueARequest() {
        var replica = replica();
        if (!replica.strands().isEmpty()) {
            var strand = replica.strands().get(choices.next(replica.strands().size()));
            var fate = fate();
            tell(strand.request() + (fate == Fate.DONE ? "" : ": " + fate));
            replica.resume(strand, fate);
        }
    }

    private Fate fate() {
        return switch (choices.next(16)) {
            // Of two that know nothing of each other one may end what the other makes: told in docs/design.md, and not cured.
            case 10 -> mode == Mode.BOTH ? Fate.LOST : Fate.LATE;
            case 11, 12 -> Fate.DONE_SLOWLY;
            case 13 -> Fate.ANSWER_LOST;
            case 14 -> Fate.LOST;
            case 15 -> Fate.REFUSED;
            default -> Fate.DONE;
        };
    }

    private void showSomething() {
        var replica = replica();
        var watch = choices.next(ModelServer.WATCHES);
        for (int i = 0; i < ModelServer.WATCHES; i++) {
            var next = (watch + i) % ModelServer.WATCHES;
            if (replica.lags(next)) {
                show(replica, next);
                return;
            }
        }
    }

    private void show(ModelReplica replica, int watch) {
        tell(replica.name() + " sees the next of watch " + watch);
        replica.show(watch);
    }

    private void beginALook() {
        var replica = replica();
        var due = replica.due();
        if (!due.isEmpty()) {
            begin(replica, due.get(choices.next(due.size())));
        }
    }

    private void begin(ModelReplica replica, ModelReplica.Look look) {
        tell(replica.name() + " looks at " + look);
        replica.begin(look);
    }

    private void aClientActs() {
        switch (choices.next(10)) {
            case 0, 1, 2, 3 -> createOrDelete();
            case 4, 5 -> pick(server.claims.values().stream().filter(c -> !c.deleting())).ifPresent(this::delete);
            case 6 -> {
                var pool = choices.next(3) == 0 ? "q" : "p";
                var size = 1 + choices.next(MOST_NUMBERS);
                tell("pool " + pool + " has " + size + " numbers now");
                server.putPool(pool, size);
            }
            case 7 -> pick(server.claims.values().stream()).ifPresent(claim -> {
                tell("somebody else's finalizer comes or goes on " + claim);
                server.put(
                        claim.finalizers().contains(ClaimState.FOREIGN_FINALIZER) || claim.deleting()
                                ? claim.without(ClaimState.FOREIGN_FINALIZER)
                                : claim.with(ClaimState.FOREIGN_FINALIZER));
            });
            case 8 -> pick(server.addresses.values().stream().filter(a -> a.ours() && !a.deleting())).ifPresent(address -> {
                tell("somebody deletes " + address);
                server.put(address.inDeletion());
            });
            default -> pick(server.addresses.values().stream().filter(a -> a.poolUid() != null && isOfNobody(a))).ifPresent(address -> {
                tell("garbage collection takes the owner off " + address);
                server.put(address.owned(null, address.poolUid(), address.ours()));
            });
        }
    }

    private boolean isOfNobody(AddressState address) {
        return address.claimUid() != null
                && server.claims.values().stream().noneMatch(c -> c.uid().equals(address.claimUid()));
    }

    private void createOrDelete() {
        var kind = ModelServer.CLAIM_KINDS.get(choices.next(2));
        var key = new ClaimKey(kind, ModelServer.NAMESPACE, NAMES.get(choices.next(NAMES.size())));
        var earlier = server.claims.get(key);
        if (earlier != null) {
            if (!earlier.deleting()) {
                delete(earlier);
            }
            return;
        }
        // Between the kinds nothing stands but the ledger of one manager.
        var pool = mode == Mode.BOTH ? (ModelServer.door(key) == 0 ? "p" : "q") : choices.next(3) == 0 ? "q" : "p";
        var what = choices.next(10);
        var remembered = what == 0
                ? Map.of(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION, ModelServer.number(1 + choices.next(MOST_NUMBERS)).toString())
                : Map.<String, String>of();
        now = now.plusMillis(300);
        var claim = new ClaimState(
                key,
                server.newUid(),
                0,
                now.truncatedTo(ChronoUnit.SECONDS),
                false,
                what < 4 ? List.of(ClaimState.FINALIZER) : List.of(),
                remembered,
                pool,
                null,
                "");
        tell("somebody makes " + claim + " of pool " + pool + (what < 4 ? ", marked " + remembered.values() : ""));
        server.put(claim);
    }

    private void delete(ClaimState claim) {
        tell("somebody deletes " + claim);
        server.put(claim.inDeletion());
    }

    private void aProcessEnds() {
        var replica = mode == Mode.RELAY ? replicas.getFirst() : replica();
        if (mode == Mode.RELAY && replicas.size() == 1) {
            tell(replica.name() + " loses the lead and does not know it");
            replica.loseTheLead();
            var next = born();
            replicas.add(next);
            tell(next.name() + " leads");
            next.serve(true);
            return;
        }
        tell(replica.name() + " ends");
        ended = true;
        replica.kill(strand -> choices.next(3) == 0);
        replicas.remove(replica);
        if (mode == Mode.ALONE) {
            // What has left a process arrives before another one can have begun.
            arriveAll();
        }
        if (replicas.size() < (mode == Mode.BOTH ? 2 : 1)) {
            var next = born();
            replicas.add(next);
            tell(next.name() + " begins");
            next.serve(false);
        }
    }

    private void timePasses() {
        advance(List.of(Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(31)).get(choices.next(3)));
        if (choices.next(2) == 0) {
            replicas.forEach(ModelReplica::verify);
        }
    }

    private void advance(Duration time) {
        // An API server works on nothing for longer than a minute.
        while (!onTheWay.isEmpty() && onTheWay.getFirst().since().plus(LONGEST_WAY).isBefore(now.plus(time))) {
            onTheWay.removeFirst().request().run();
        }
        tell(time + " pass");
        now = now.plus(time);
        replicas.forEach(replica -> replica.timePasses(now));
    }

    private void relist() {
        var watch = choices.next(ModelServer.POOLS);
        var replica = replica();
        tell(replica.name() + " lists anew what it sees by watch " + watch);
        replica.relist(watch);
    }

    private void somethingArrives() {
        if (!onTheWay.isEmpty()) {
            onTheWay.remove(choices.next(onTheWay.size())).request().run();
        }
    }

    private void arriveAll() {
        while (!onTheWay.isEmpty()) {
            onTheWay.removeFirst().request().run();
        }
    }

    private ModelReplica replica() {
        return replicas.get(choices.next(replicas.size()));
    }

    private <T> Optional<T> pick(Stream<T> all) {
        var list = all.toList();
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(choices.next(list.size())));
    }

    /** No more faults, and nobody interferes: until nothing is left to do, now or later. */
    private void rest() {
        arriveAll();
        for (var replica : List.copyOf(replicas)) {
            if (!replica.leads()) {
                replica.kill(strand -> false);
                replicas.remove(replica);
            }
        }
        List.copyOf(server.claims.values()).stream()
                .filter(c -> c.finalizers().contains(ClaimState.FOREIGN_FINALIZER))
                .forEach(c -> server.put(c.without(ClaimState.FOREIGN_FINALIZER)));
        int steps = 0;
        boolean verified = false;
        while (true) {
            if (++steps > LONGEST_REST) {
                throw new Broken("never stuck: it does not come to rest");
            }
            if (replicas.stream().anyMatch(this::goesOn)) {
                verified = false;
                continue;
            }
            var timer = replicas.stream().flatMap(r -> r.nextTimer().stream()).min(Instant::compareTo);
            if (timer.isPresent()) {
                advance(Duration.between(now, timer.get().isAfter(now) ? timer.get() : now));
            } else if (verified) {
                return;
            } else {
                // Until nothing is on its way any more that was never answered.
                advance(Duration.ofSeconds(91));
                replicas.forEach(ModelReplica::verify);
                verified = true;
            }
        }
    }

    private boolean goesOn(ModelReplica replica) {
        if (!replica.strands().isEmpty()) {
            var strand = replica.strands().getFirst();
            tell(strand.request());
            replica.resume(strand, Fate.DONE);
            return true;
        }
        for (int watch = 0; watch < ModelServer.WATCHES; watch++) {
            if (replica.lags(watch)) {
                show(replica, watch);
                return true;
            }
        }
        if (!replica.due().isEmpty()) {
            begin(replica, replica.due().getFirst());
            return true;
        }
        return false;
    }

    private void judgeRest() {
        Set<String> names = new HashSet<>();
        for (var address : server.addresses.values()) {
            if (isOrphan(address)) {
                names.add(address.key().name());
                continue;
            }
            if (!names.add(address.key().name())) {
                throw new Broken("never twice: " + address.key().name() + " is there twice: " + server.addresses.values());
            }
            var claim = server.claims.get(address.claim());
            if (claim == null || !claim.uid().equals(address.claimUid())) {
                throw new Broken("never leaked: " + address + " is left, and its claim is " + claim);
            }
            if (!address.key().name().equals(claim.boundTo())) {
                throw new Broken("never leaked: " + claim + " is bound to " + claim.boundTo() + " and has " + address + " too");
            }
        }
        for (var claim : server.claims.values()) {
            if (claim.deleting()) {
                throw new Broken("never stuck: " + claim + " is deleted and does not go");
            }
            if (claim.boundTo() != null) {
                var key = new ObjectKey(ModelServer.ADDRESS_KINDS.get(ModelServer.door(claim.key())), ModelServer.NAMESPACE, claim.boundTo());
                if (!server.addresses.containsKey(key)) {
                    throw new Broken("never lost: " + claim + " has been told " + claim.boundTo() + ", which is not there");
                }
            } else if (couldBeServed(claim, names)) {
                throw new Broken("never stuck: " + claim + " waits while a number is free: " + claim.told());
            }
        }
    }

    private boolean couldBeServed(ClaimState claim, Set<String> taken) {
        var prefix = mode == Mode.BOTH ? claim.pool() : "p";
        var had = had(claim);
        if (had.isPresent()) {
            return !taken.contains(prefix + "-" + had.get().dashed());
        }
        var size = server.pools.get(claim.pool());
        for (int i = 1; size != null && i <= size; i++) {
            var number = ModelServer.number(i);
            if (!taken.contains(prefix + "-" + number.dashed())
                    && server.claims.values().stream().noneMatch(c -> c.boundTo() == null && had(c).equals(Optional.of(number)))) {
                return true;
            }
        }
        return false;
    }

    /** The number that a claim had in another life, and waits for. */
    private static Optional<Address> had(ClaimState claim) {
        return Optional.ofNullable(claim.annotations().get(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION))
                .filter(text -> claim.isOurs()
                        && !claim.uid().equals(claim.annotations().get(MetadataKeys.ALLOCATED_FOR_ANNOTATION)))
                .map(Address::parse);
    }

    /**
     * Made for a claim that another manager was just letting go, by one that has ended since, or that does not lead. Nobody can tell it from one
     * that has come before its claim; it is kept, and seen, until somebody deletes it and no claim has the name.
     */
    private boolean isOrphan(AddressState address) {
        return mode != Mode.ALONE && (ended || address.deleting()) && server.orphans.contains(address.uid());
    }

    private void judgeEnd() {
        if (!server.claims.isEmpty()) {
            throw new Broken("never stuck: these do not go: " + server.claims.values());
        }
        if (!server.addresses.isEmpty()) {
            throw new Broken("never leaked: these are left: " + server.addresses.values());
        }
        for (var replica : replicas) {
            for (var pool : server.pools.entrySet()) {
                var usage = replica.allocator().usage(new PoolKey(ModelServer.NAMESPACE, pool.getKey()));
                if (usage.allocated() != 0 || usage.free() != pool.getValue() || usage.waiting() != 0) {
                    throw new Broken("never leaked: " + replica.name() + " believes of pool " + pool.getKey() + ": " + usage);
                }
            }
        }
    }

    private final class TheClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
