package io.metal3.ipam.protocol;

import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.ip.Address;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Brings everything to rest, without more faults and without anybody who interferes: until nothing is left to do, now or later. And
 * looks then at what must be true. What the only manager has sent comes as late as it can.
 */
final class AtRest {

    private static final int LONGEST = 2_000;

    /** Until nothing can be on its way any more that was never answered, and until an answer is asked for that the watch never showed. */
    private static final Duration UNTIL_ALL_IS_KNOWN = Duration.ofSeconds(91);

    private final Mode mode;
    private final ModelServer server;
    private final List<ModelReplica> replicas;
    private final Time time;
    private final Story story;

    AtRest(Mode mode, ModelServer server, List<ModelReplica> replicas, Time time, Story story) {
        this.mode = mode;
        this.server = server;
        this.replicas = replicas;
        this.time = time;
        this.story = story;
    }

    void await() {
        if (!mode.isAlone()) {
            // Who has ended cannot keep a number for what it has sent.
            time.network().arriveAll();
        }
        for (var replica : List.copyOf(replicas)) {
            if (!replica.leads()) {
                replica.kill(strand -> false);
                replicas.remove(replica);
            }
        }
        List.copyOf(server.claims.values()).stream()
                .filter(c -> c.finalizers().contains(ClaimState.FOREIGN_FINALIZER))
                .forEach(c -> server.put(c.without(ClaimState.FOREIGN_FINALIZER)));
        boolean verified = false;
        for (int step = 0; step < LONGEST; step++) {
            if (somethingIsLeftToDo()) {
                verified = false;
                continue;
            }
            var timer = replicas.stream().flatMap(r -> r.agenda().nextTimer().stream()).min(Instant::compareTo);
            var now = time.clock().instant();
            if (timer.isPresent()) {
                time.pass(Duration.between(now, timer.get().isAfter(now) ? timer.get() : now));
            } else if (verified) {
                return;
            } else {
                time.pass(UNTIL_ALL_IS_KNOWN);
                replicas.forEach(ModelReplica::verify);
                verified = true;
            }
        }
        throw new Broken("never stuck: it does not come to rest");
    }

    private boolean somethingIsLeftToDo() {
        for (var replica : replicas) {
            if (goesOn(replica)) {
                return true;
            }
        }
        return false;
    }

    private boolean goesOn(ModelReplica replica) {
        if (!replica.strands().isEmpty()) {
            var strand = replica.strands().getFirst();
            story.tell(strand.request());
            replica.resume(strand, Fate.DONE);
            return true;
        }
        for (int watch = 0; watch < ModelServer.WATCHES; watch++) {
            if (replica.lags(watch)) {
                replica.show(watch);
                return true;
            }
        }
        var due = replica.agenda().due();
        if (due.isEmpty()) {
            return false;
        }
        story.tell(() -> replica.name() + " looks at " + due.getFirst());
        replica.lookWithoutAStop(due.getFirst());
        return true;
    }

    /**
     * Nobody has two numbers, no number two owners, and nobody waits who could be served.
     *
     * @param isExcused what nobody could have told from an address that somebody needs
     */
    void judge(Predicate<AddressState> isExcused) {
        Set<String> taken = new HashSet<>();
        Set<String> held = new HashSet<>();
        for (var address : server.addresses.values()) {
            taken.add(address.key().name());
            if (!isExcused.test(address)) {
                if (!held.add(address.key().name())) {
                    throw new Broken("never twice: " + address.key().name() + " is there twice: " + server.addresses.values());
                }
                judge(address);
            }
        }
        for (var claim : server.claims.values()) {
            judge(claim, taken);
        }
        replicas.forEach(this::judgeBelief);
    }

    /** Beyond what is there it may keep no more than one number for each claim that waits. */
    private void judgeBelief(ModelReplica replica) {
        for (var pool : server.pools.values()) {
            var key = new PoolKey(ModelServer.NAMESPACE, pool.name());
            var known = server.addresses.values().stream().filter(a -> a.pool().equals(key)).count();
            var waiting = server.claims.values().stream()
                    .filter(c -> c.boundTo() == null && c.pool().equals(pool.name()))
                    .count();
            var usage = replica.allocator().usage(key);
            if (usage.allocated() > known + waiting) {
                throw new Broken("never leaked: " + known + " addresses and " + waiting + " waiting claims are in pool " + pool.name()
                        + ", and " + replica.name() + " believes " + usage);
            }
        }
    }

    private void judge(AddressState address) {
        var claim = server.claims.get(address.claim());
        if (claim != null
                && claim.boundTo() == null
                && claim.pool().equals(address.pool().name())
                && address.deleting()
                && !server.lives(address.claimUid())) {
            // Deleted by hand before its claim could adopt it: it stays as long as that has no other and waits.
            return;
        }
        if (claim == null || !claim.uid().equals(address.claimUid())) {
            throw new Broken("never leaked: " + address + " is left, and its claim is " + claim);
        }
        if (!address.key().name().equals(claim.boundTo())) {
            throw new Broken("never leaked: " + claim + " is bound to " + claim.boundTo() + " and has " + address + " too");
        }
    }

    private void judge(ClaimState claim, Set<String> taken) {
        if (claim.deleting()) {
            throw new Broken("never stuck: " + claim + " is deleted and does not go");
        }
        var boundTo = claim.boundTo();
        if (boundTo == null && couldBeServed(claim, taken)) {
            throw new Broken("never stuck: " + claim + " waits while a number is free: " + claim.told());
        }
        if (boundTo != null) {
            var address = server.addresses.get(server.addressKey(claim.key(), boundTo));
            if (address == null) {
                throw new Broken("never lost: " + claim + " has been told " + boundTo + ", which is not there");
            }
            if (!address.pool().name().equals(claim.pool())) {
                throw new Broken("never of another network: " + claim + " of pool " + claim.pool() + " has " + address);
            }
        }
    }

    private boolean couldBeServed(ClaimState claim, Set<String> taken) {
        var prefix = server.prefix(claim.pool()) + "-";
        var had = had(claim);
        if (had.isPresent()) {
            return !taken.contains(prefix + had.get().dashed());
        }
        var pool = server.pools.get(claim.pool());
        for (int i = 1; pool != null && i <= pool.size(); i++) {
            var number = ModelServer.number(i);
            if (!taken.contains(prefix + number.dashed())
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
                .map(text -> Address.parse(text.replace(MetadataKeys.GIVEN_UP, "")));
    }

    /** All claims are gone: nothing is held, and nobody believes that something is. */
    void judgeEmpty() {
        if (!server.claims.isEmpty()) {
            throw new Broken("never stuck: these do not go: " + server.claims.values());
        }
        if (!server.addresses.isEmpty()) {
            throw new Broken("never leaked: these are left: " + server.addresses.values());
        }
        for (var replica : replicas) {
            for (var pool : server.pools.values()) {
                var usage = replica.allocator().usage(new PoolKey(ModelServer.NAMESPACE, pool.name()));
                if (usage.allocated() != 0 || usage.free() != pool.size() || usage.waiting() != 0) {
                    throw new Broken("never leaked: " + replica.name() + " believes of pool " + pool.name() + ": " + usage);
                }
            }
        }
    }
}
