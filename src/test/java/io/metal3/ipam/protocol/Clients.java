package io.metal3.ipam.protocol;

import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All who change objects beside the managers: users, other controllers, the garbage collector, a restore. */
final class Clients {

    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final int MOST_NUMBERS = 4;
    private static final int OTHER_ACTS = 7;

    private final Mode mode;
    private final Choices choices;
    private final ModelServer server;
    private final Time time;
    private final Story story;
    private final List<ModelReplica> replicas;

    Clients(Mode mode, Choices choices, ModelServer server, List<ModelReplica> replicas, Time time, Story story) {
        this.mode = mode;
        this.choices = choices;
        this.server = server;
        this.time = time;
        this.story = story;
        this.replicas = replicas;
    }

    /** One of them does something. */
    void act() {
        switch (choices.next(OTHER_ACTS + mode.course().makes())) {
            case 4, 5 -> pick(server.claims.values(), c -> !c.deleting()).ifPresent(this::delete);
            case 6 -> changePool();
            case 7 -> pick(server.claims.values(), c -> true).ifPresent(this::useOrLeave);
            case 8 -> pick(server.addresses.values(), a -> a.ours() && !a.deleting()).ifPresent(this::delete);
            case 9 -> pick(server.addresses.values(), this::namesOneWhoIsGone).ifPresent(this::collect);
            case 10 -> restore();
            default -> createOrDelete();
        }
    }

    private void createOrDelete() {
        var key = key();
        var earlier = server.claims.get(key);
        if (earlier != null) {
            if (!earlier.deleting()) {
                delete(earlier);
            }
            return;
        }
        var ours = pool(key);
        var what = choices.next(10);
        var pool = what == 9 ? ModelServer.THEIRS : ours;
        var number = what == 0 ? ModelServer.number(1 + choices.next(MOST_NUMBERS)).toString() : null;
        var claim = claim(key, pool, what < 4, number);
        if (what == 1 && !replicas.isEmpty()) {
            var replica = replicas.get(choices.next(replicas.size()));
            story.tell(() -> replica.name() + " marks what is about to be made, as admission does");
            replica.marksBeforeItIsMade(key);
        }
        make(claim);
    }

    private void changePool() {
        var pool = choices.next(3) == 0 ? "q" : "p";
        var size = 1 + choices.next(MOST_NUMBERS);
        story.tell(() -> "pool " + pool + " has " + size + " numbers now");
        server.putPool(pool, size);
    }

    private void useOrLeave(ClaimState claim) {
        story.tell(() -> "somebody else's finalizer comes or goes on " + claim);
        server.put(
                claim.finalizers().contains(ClaimState.FOREIGN_FINALIZER) || claim.deleting()
                        ? claim.without(ClaimState.FOREIGN_FINALIZER)
                        : claim.with(ClaimState.FOREIGN_FINALIZER));
    }

    private void delete(ClaimState claim) {
        story.tell(() -> "somebody deletes " + claim);
        server.put(claim.inDeletion());
    }

    private void delete(AddressState address) {
        story.tell(() -> "somebody deletes " + address);
        server.judge().isAboutToBeDeleted(address);
        server.put(address.inDeletion());
    }

    private boolean namesOneWhoIsGone(AddressState address) {
        return address.claimUid() != null && !server.lives(address.claimUid());
    }

    private void collect(AddressState address) {
        story.tell(() -> "garbage collection takes the owner off " + address);
        server.put(address.owned(null, address.poolUid(), address.ours()));
    }

    /**
     * A claim comes back, and before it its address, of a number that no pool would give; in between nobody looks. Whether the address
     * names it as its owner depends on who brings them.
     */
    private void restore() {
        var key = key();
        var pool = pool(key);
        var number = ModelServer.number(MOST_NUMBERS + 1 + NAMES.size() * ModelServer.door(key) + NAMES.indexOf(key.name()));
        var name = server.prefix(pool) + "-" + number.dashed();
        if (server.claims.containsKey(key)
                || server.addresses.values().stream()
                        .anyMatch(a -> a.claim().equals(key) || a.key().name().equals(name))) {
            return;
        }
        var claim = claim(key, pool, true, choices.next(4) == 0 ? number.toString() : null);
        var address = new AddressState(
                server.addressKey(key, name),
                server.newUid(),
                0,
                number,
                new PoolKey(ModelServer.NAMESPACE, pool),
                key,
                choices.next(2) == 0 ? claim.uid() : null,
                ModelServer.poolUid(pool),
                server.newUid(),
                true,
                false);
        story.tell(() -> "somebody restores " + address);
        server.put(address);
        make(claim);
        server.judge().brings(claim, address);
    }

    /** Makes a claim of each kind, unless it has come from elsewhere, that asks for any number of the same pool. */
    void makeRivals() {
        ModelServer.CLAIM_KINDS.stream()
                .map(kind -> new ClaimKey(kind, ModelServer.NAMESPACE, NAMES.getFirst()))
                .filter(key -> !server.claims.containsKey(key))
                .forEach(key -> make(claim(key, "p", false, null)));
    }

    private ClaimKey key() {
        var kind = ModelServer.CLAIM_KINDS.get(choices.next(2));
        return new ClaimKey(kind, ModelServer.NAMESPACE, NAMES.get(choices.next(NAMES.size())));
    }

    private String pool(ClaimKey key) {
        if (mode == Mode.BOTH) {
            return ModelServer.door(key) == 0 ? "p" : "q";
        }
        return choices.next(3) == 0 ? "q" : "p";
    }

    private ClaimState claim(ClaimKey key, String pool, boolean isMarked, @Nullable String number) {
        time.pass(Duration.ofMillis(300));
        var made = ClaimState.made(key, server.newUid(), time.clock().instant(), pool);
        var marked = isMarked ? made.with(ClaimState.FINALIZER) : made;
        return number == null ? marked : marked.annotated(Map.of(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION, number));
    }

    private void make(ClaimState claim) {
        story.tell(() -> "somebody makes " + claim + " of pool " + claim.pool()
                + (claim.isOurs() ? ", marked " + claim.annotations().values() : ""));
        server.put(claim);
    }

    private <T> Optional<T> pick(Collection<T> all, Predicate<T> wanted) {
        var list = new ArrayList<T>(all.size());
        for (var one : all) {
            if (wanted.test(one)) {
                list.add(one);
            }
        }
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(choices.next(list.size())));
    }
}
