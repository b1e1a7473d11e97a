package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the allocator over one namespace, as plainly as they can be said: it remembers what it was told and
 * works out everything else, each time anew, by looking at every address, object and claim.
 */
final class AllocatorModel {

    record Waiter(ClaimKey claim, PoolKey pool, Instant created, @Nullable Address number, @Nullable Wanted why) {
        boolean hasRight() {
            return why == Wanted.PRE_ALLOCATED || why == Wanted.REMEMBERED;
        }
    }

    private static final Comparator<Waiter> BY_AGE =
            Comparator.comparing(Waiter::created).thenComparing(Waiter::claim);

    private static final Map<Address, String> DASHED = new ConcurrentHashMap<>();

    final Map<PoolKey, PoolDefinition> pools = new HashMap<>();
    final List<AddressObject> objects = new ArrayList<>();
    final Set<ObjectKey> releasing = new HashSet<>();
    final List<Allocation> reservations = new ArrayList<>();
    final List<Waiter> waiters = new ArrayList<>();

    /** Waiters whose former number was reserved to them when it came free, and who have not been named since. */
    final List<Waiter> granted = new ArrayList<>();

    /** Who may have a number now, could not before, and has not been named since. */
    final Set<ClaimKey> toWake = new HashSet<>();

    /** Does something, and notes whose turn has come by it. */
    void change(Runnable change) {
        Set<ClaimKey> before = servable();
        change.run();
        Set<ClaimKey> after = servable();
        toWake.retainAll(after);
        after.stream().filter(c -> !before.contains(c)).forEach(toWake::add);
    }

    PoolDefinition pool(PoolKey key) {
        return Objects.requireNonNull(pools.get(key));
    }

    boolean isUsed(String prefix, Address number) {
        List<Occupant> all = new ArrayList<>(objects);
        all.addAll(reservations);
        return all.stream().anyMatch(o -> uses(o, prefix, number));
    }

    private boolean uses(Occupant occupant, String prefix, Address number) {
        PoolDefinition pool = pools.get(occupant.pool());
        return occupant.objectName().equals(prefix + "-" + DASHED.computeIfAbsent(number, Address::dashed))
                || (pool != null && pool.namePrefix().equals(prefix) && occupant.address().equals(number));
    }

    boolean isInRange(PoolDefinition pool, Address number) {
        return pool.ranges().stream().anyMatch(r -> r.addresses().contains(number));
    }

    boolean isReserved(PoolDefinition pool, Address number) {
        return pool.ranges().stream().anyMatch(r -> r.reserved().contains(number));
    }

    RangeSettings settings(PoolDefinition pool, Address number) {
        return pool.ranges().stream().filter(r -> r.addresses().contains(number)).findFirst()
                .map(PoolRange::settings).orElse(pool.defaults());
    }

    /** What the strategy may choose from, by range: each address in the first range that has it. */
    List<SortedSet<Address>> freeByRange(PoolDefinition pool) {
        List<SortedSet<Address>> free = new ArrayList<>();
        Set<Address> seen = new HashSet<>();
        for (PoolRange range : pool.ranges()) {
            var own = new TreeSet<Address>();
            for (Address a = range.addresses().first(); range.addresses().contains(a); a = a.next()) {
                if (seen.add(a) && !isReserved(pool, a) && !pool.preAllocations().containsValue(a)
                        && !isUsed(pool.namePrefix(), a)) {
                    own.add(a);
                }
            }
            free.add(own);
        }
        return free;
    }

    Set<Address> free(PoolDefinition pool) {
        Set<Address> all = new HashSet<>();
        freeByRange(pool).forEach(all::addAll);
        return all;
    }

    /** What the strategy would choose now. */
    Set<Address> choices(PoolDefinition pool) {
        SortedSet<Address> first = freeByRange(pool).stream().filter(r -> !r.isEmpty()).findFirst().orElseThrow();
        return pool.strategy() == AllocationStrategy.SEQUENTIAL ? Set.of(first.first()) : first;
    }

    /** Those who compete for the free numbers of a pool, oldest first. */
    List<Waiter> line(PoolKey key) {
        Set<Address> free = free(pool(key));
        return waiters.stream()
                .filter(w -> w.pool().equals(key))
                .filter(w -> w.number() == null
                        || (!w.hasRight() && isFirstForItsNumber(w) && free.contains(w.number())))
                .sorted(BY_AGE)
                .toList();
    }

    private boolean isFirstForItsNumber(Waiter waiter) {
        return waiters.stream()
                .filter(w -> w.pool().equals(waiter.pool()) && Objects.equals(w.number(), waiter.number()))
                .min(Comparator.comparing((Waiter w) -> !w.hasRight()).thenComparing(BY_AGE)).orElseThrow().equals(waiter);
    }

    /** The waiters whose former number is free, so that it must be reserved to one of them. */
    List<Waiter> due() {
        return waiters.stream()
                .filter(w -> w.why() == Wanted.REMEMBERED && isFirstForItsNumber(w)
                        && !isUsed(pool(w.pool()).namePrefix(), Objects.requireNonNull(w.number())))
                .toList();
    }

    void grant(Waiter waiter, Allocation reservation) {
        change(() -> {
            leave(waiter.claim());
            reservations.add(reservation);
        });
        granted.add(waiter);
    }

    /** All claims that would be served, did they ask now. */
    Set<ClaimKey> servable() {
        Set<ClaimKey> servable = new HashSet<>();
        for (PoolKey key : pools.keySet()) {
            servable.addAll(servable(key));
        }
        return servable;
    }

    Set<ClaimKey> servable(PoolKey key) {
        PoolDefinition pool = pool(key);
        Set<ClaimKey> servable = new HashSet<>();
        line(key).stream().limit(free(pool).size()).forEach(w -> servable.add(w.claim()));
        for (Waiter w : waiters) {
            if (w.pool().equals(key) && w.number() != null && w.hasRight() && isFirstForItsNumber(w)
                    && !isUsed(pool.namePrefix(), w.number())) {
                servable.add(w.claim());
            }
        }
        return servable;
    }

    @Nullable Waiter waiter(ClaimKey claim) {
        return waiters.stream().filter(w -> w.claim().equals(claim)).findFirst().orElse(null);
    }

    void leave(ClaimKey claim) {
        granted.removeIf(w -> w.claim().equals(claim));
        waiters.removeIf(w -> w.claim().equals(claim));
    }

    void join(Waiter waiter) {
        leave(waiter.claim());
        waiters.add(waiter);
    }

    /** The objects that the claim may keep; of the best kind only. */
    List<AddressObject> adoptable(AllocationRequest request) {
        String uid = request.claimUid();
        List<AddressObject> all = objects.stream()
                .filter(o -> o.claim().equals(request.claim()) && !releasing.contains(o.key()))
                .filter(o -> uid.equals(o.claimUid()) || (!o.deleting() && o.pool().equals(request.pool())))
                .toList();
        List<AddressObject> own = all.stream().filter(o -> uid.equals(o.claimUid())).toList();
        List<AddressObject> ownAndStaying = own.stream().filter(o -> !o.deleting()).toList();
        return !ownAndStaying.isEmpty() ? ownAndStaying : !own.isEmpty() ? own : all;
    }

    @Nullable Allocation reservation(ClaimKey claim, PoolKey pool) {
        return reservations.stream().filter(r -> r.claim().equals(claim) && r.pool().equals(pool))
                .findFirst().orElse(null);
    }

    Set<ClaimKey> holders(String prefix, Address number) {
        Set<ClaimKey> holders = new HashSet<>();
        objects.stream().filter(o -> uses(o, prefix, number)).forEach(o -> holders.add(o.claim()));
        reservations.stream().filter(o -> uses(o, prefix, number)).forEach(o -> holders.add(o.claim()));
        return holders;
    }

    Usage usage(PoolKey key) {
        List<AddressObject> own = objects.stream().filter(o -> o.pool().equals(key)).toList();
        long allocated = own.size() + reservations.stream().filter(r -> r.pool().equals(key)).count();
        PoolDefinition pool = pools.get(key);
        if (pool == null) {
            return new Usage(0, false, 0, allocated, 0, 0);
        }
        Set<Address> numbers = new HashSet<>();
        for (PoolRange range : pool.ranges()) {
            for (Address a = range.addresses().first(); range.addresses().contains(a); a = a.next()) {
                if (!isReserved(pool, a) || pool.preAllocations().containsValue(a)) {
                    numbers.add(a);
                }
            }
        }
        return new Usage(numbers.size(), false, free(pool).size(), allocated,
                waiters.stream().filter(w -> w.pool().equals(key)).count(),
                own.stream().filter(o -> !isInRange(pool, o.address())).count());
    }
}
