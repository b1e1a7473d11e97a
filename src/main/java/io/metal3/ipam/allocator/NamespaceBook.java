package io.metal3.ipam.allocator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.metal3.ipam.ip.Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All pools, objects, reservations and waiting claims of one namespace, under one lock. Thread-safe; nothing blocks or
 * calls out under the lock. What each method promises is told in {@link Allocator}.
 */
final class NamespaceBook {

    @GuardedBy("this")
    private final RandomGenerator random;

    @GuardedBy("this")
    private final WakeList wakeList = new WakeList();

    @GuardedBy("this")
    private final Inventory inventory = new Inventory(wakeList);

    @GuardedBy("this")
    private final WaitingClaims waiting = new WaitingClaims(inventory, wakeList);

    NamespaceBook(RandomGenerator random) {
        this.random = random;
    }

    synchronized void definePool(PoolKey key, PoolDefinition definition) {
        inventory.define(key, definition);
        grantDue();
    }

    synchronized void removePool(PoolKey key) {
        inventory.undefine(key);
        waiting.poolGone(key);
        grantDue();
    }

    synchronized Optional<PoolDefinition> pool(PoolKey key) {
        return Optional.ofNullable(inventory.pool(key)).map(Pool::definition);
    }

    synchronized List<ClaimKey> observe(AddressObject object) {
        inventory.add(object);
        drop(object.claim(), r -> r.pool().equals(object.pool()) && r.address().equals(object.address()));
        return toldAfterGrants();
    }

    synchronized List<ClaimKey> forget(ObjectKey key, String uid) {
        return forget(key, uid, held -> false);
    }

    synchronized List<ClaimKey> forgetButReserve(ObjectKey key, String uid) {
        return forget(key, uid, held -> !held.isReleasing());
    }

    synchronized List<ClaimKey> forgetButKeep(ObjectKey key, String uid) {
        return forget(key, uid, held -> true);
    }

    @GuardedBy("this")
    private List<ClaimKey> forget(ObjectKey key, String uid, Predicate<Held> isReserved) {
        Held known = inventory.occupants().object(key);
        if (known != null && known.hasUid(uid)) {
            Pool pool = isReserved.test(known) ? inventory.pool(known.pool()) : null;
            if (pool != null && reservationIn(known.pool(), known.claim()).isEmpty()) {
                // First the reservation, then the object: so the number is at no moment free.
                inventory.add(allocation(known.claim(), pool, known.address()));
            }
            inventory.remove(known);
        }
        return toldAfterGrants();
    }

    synchronized void releasing(ObjectKey key, String uid, boolean isBegun) {
        Held known = inventory.occupants().object(key);
        if (known != null && known.hasUid(uid)) {
            known.setReleasing(isBegun);
        }
    }

    synchronized GivenBack giveBack(ClaimKey claim, Predicate<Allocation> which) {
        List<PoolKey> pools = drop(claim, which);
        if (inventory.occupants().reservationsOf(claim).isEmpty()) {
            wakeList.removeGranted(claim);
        }
        return new GivenBack(pools, toldAfterGrants());
    }

    synchronized List<ClaimKey> withdraw(ClaimKey claim) {
        waiting.leave(claim);
        return toldAfterGrants();
    }

    synchronized List<ClaimKey> wakeUps() {
        return wakeList.drain();
    }

    synchronized void enqueue(PoolKey key, ClaimKey claim, Instant created) {
        Pool pool = inventory.pool(key);
        if (pool == null) {
            return;
        }
        Ticket earlier = pool.room().ticketOf(claim);
        if (earlier == null || !earlier.created().equals(created)) {
            waiting.join(pool, Ticket.forAny(created, claim));
            grantDue();
        }
    }

    synchronized AllocationResult allocate(AllocationRequest request) {
        AllocationResult result = answer(request);
        grantDue();
        return result;
    }

    @GuardedBy("this")
    private List<PoolKey> drop(ClaimKey claim, Predicate<Allocation> which) {
        List<Allocation> dropped = inventory.occupants().reservationsOf(claim).stream().filter(which).toList();
        dropped.forEach(inventory::remove);
        return dropped.stream().map(Allocation::pool).toList();
    }

    @GuardedBy("this")
    private AllocationResult answer(AllocationRequest request) {
        AddressObject held = adoptable(request);
        if (held != null) {
            waiting.leave(request.claim());
            return new AllocationResult.Held(held);
        }
        Optional<Allocation> reservation = reservationIn(request.pool(), request.claim());
        if (reservation.isPresent()) {
            waiting.leave(request.claim());
            return new AllocationResult.Reserved(reservation.get());
        }
        Pool pool = inventory.pool(request.pool());
        if (pool == null) {
            waiting.leave(request.claim());
            return new AllocationResult.UnknownPool(request.pool());
        }
        return grant(request, pool);
    }

    synchronized List<AddressObject> objectsOf(ClaimKey claim) {
        var objects = new ArrayList<AddressObject>(1);
        for (Held held : inventory.occupants().objectsOf(claim)) {
            objects.add(held.isReleasing() ? held.object().asDeleting() : held.object());
        }
        return objects;
    }

    synchronized Optional<AddressObject> object(ObjectKey key) {
        return Optional.ofNullable(inventory.occupants().object(key)).map(Held::object);
    }

    synchronized List<Allocation> reservationsOf(ClaimKey claim) {
        return List.copyOf(inventory.occupants().reservationsOf(claim));
    }

    /** The one in that pool: there is no second. */
    @GuardedBy("this")
    private Optional<Allocation> reservationIn(PoolKey pool, ClaimKey claim) {
        return inventory.occupants().reservationsOf(claim).stream().filter(r -> r.pool().equals(pool)).findFirst();
    }

    synchronized Usage usage(PoolKey key) {
        Pool pool = inventory.pool(key);
        int allocated = inventory.occupants().countIn(key);
        return pool == null ? new Usage(0, false, 0, allocated, 0, 0) : pool.usage(allocated);
    }

    synchronized List<AddressObject> objectsIn(PoolKey key) {
        return inventory.occupants().objectsIn(key).stream().map(Held::object).toList();
    }

    synchronized List<AddressObject> objectsAt(PoolKey key, Address address) {
        Pool pool = inventory.pool(key);
        if (pool == null) {
            // Nobody holds a number of a pool that is not defined, so there is no ledger to look it up in.
            return inventory.occupants().objectsIn(key).stream().filter(o -> o.isAt(address)).map(Held::object).toList();
        }
        return pool.ledger().holders(address).stream()
                .filter(h -> h instanceof Held held && held.pool().equals(key))
                .map(h -> ((Held) h).object())
                .toList();
    }

    synchronized NumberHolders holders(AddressObject object) {
        var objects = new ArrayList<AddressObject>(1);
        var reservations = new ArrayList<Allocation>(0);
        Pool pool = inventory.pool(object.pool());
        for (Holder holder : pool == null ? List.<Holder>of() : pool.ledger().holders(object.address())) {
            switch (holder) {
                case Held held when !held.isReleasing() || held.hasKey(object.key()) -> objects.add(held.object());
                case Allocation reservation -> reservations.add(reservation);
                default -> {}
            }
        }
        return new NumberHolders(objects, reservations);
    }

    synchronized void addKeys(String kind, List<ObjectKey> keys) {
        inventory.occupants().forEachKey(kind, keys::add);
    }

    @GuardedBy("this")
    private List<ClaimKey> toldAfterGrants() {
        grantDue();
        return wakeList.drain();
    }

    /**
     * Reserves each number that has come free to the claim that had it before. To wake that claim alone would not do:
     * whoever asks in between, for any number, might be given just this one.
     */
    @GuardedBy("this")
    private void grantDue() {
        for (Ticket due = wakeList.firstDue(); due != null; due = wakeList.firstDue()) {
            Pool pool = inventory.pool(Objects.requireNonNull(waiting.poolOf(due.claim())));
            reserve(due.claim(), Objects.requireNonNull(pool), Objects.requireNonNull(due.number()));
            wakeList.addGranted(due);
        }
    }

    @GuardedBy("this")
    private AllocationResult grant(AllocationRequest request, Pool pool) {
        ClaimKey claim = request.claim();
        return switch (Wish.of(request, pool.space())) {
            case Wish.Refused(AllocationResult answer) -> {
                waiting.leave(claim);
                yield answer;
            }
            case Wish.Any() when pool.room().hasSpare() -> reserve(claim, pool, pool.space().choose(random));
            case Wish.Any() -> compete(pool, Ticket.forAny(request.created(), claim));
            case Wish.One(Address number, Wanted why) -> {
                var ticket = new Ticket(request.created(), claim, number, why);
                Occupant holder = pool.ledger().holder(number);
                if (holder != null) {
                    waiting.join(pool, ticket);
                    yield new AllocationResult.Taken(number, holder.claim(), why);
                }
                yield ticket.competes() ? compete(pool, ticket) : reserve(claim, pool, number);
            }
        };
    }

    @GuardedBy("this")
    private AllocationResult compete(Pool pool, Ticket ticket) {
        waiting.join(pool, ticket);
        if (!pool.room().mayServe(ticket)) {
            return new AllocationResult.Exhausted(pool.usage(inventory.occupants().countIn(pool.key())));
        }
        Address number = ticket.number();
        return reserve(ticket.claim(), pool, number != null ? number : pool.space().choose(random));
    }

    @GuardedBy("this")
    private AllocationResult reserve(ClaimKey claim, Pool pool, Address number) {
        // First out of the line, then the number: so nobody in the line moves, neither up nor down.
        waiting.leave(claim);
        Allocation allocation = allocation(claim, pool, number);
        inventory.add(allocation);
        return new AllocationResult.Reserved(allocation);
    }

    private static Allocation allocation(ClaimKey claim, Pool pool, Address number) {
        return new Allocation(claim, pool.key(), ObjectNames.name(pool.definition().namePrefix(), number), number,
                pool.space().settingsOf(number));
    }

    /**
     * The object that the claim has already: its own, or one left in the pool by an earlier claim of its name that is
     * not on its way out.
     */
    @GuardedBy("this")
    private @Nullable AddressObject adoptable(AllocationRequest request) {
        Held adoptable = null;
        for (Held object : inventory.occupants().objectsOf(request.claim())) {
            boolean own = object.hasClaimUid(request.claimUid());
            boolean isLeft = !own && (object.deleting() || !object.pool().equals(request.pool()));
            if (isLeft || object.isReleasing()) {
                continue;
            }
            if (own && !object.deleting()) {
                return object.object();
            }
            if (adoptable == null || own) {
                adoptable = object;
            }
        }
        return adoptable == null ? null : adoptable.object();
    }
}
