package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** Takes the same steps with an allocator and with the model, and compares all that can be seen of both. */
final class Comparison {

    private final Allocator allocator = new Allocator(new SplittableRandom(42));
    private final AllocatorModel model = new AllocatorModel();
    private final Map<ClaimKey, AllocationRequest> lastRequests = new TreeMap<>();
    private final Set<ClaimKey> claims = new HashSet<>();
    private final Set<PoolKey> pools = new HashSet<>();
    private final String namespace;

    Comparison(String namespace) {
        this.namespace = namespace;
    }

    void take(Step step) {
        switch (step) {
            case Step.Allocate s -> allocate(new AllocationRequest(s.claim(), s.uid(), s.pool(),
                    Instant.ofEpochSecond(s.created()), s.requested(), s.remembered()));
            case Step.AskAgain s -> pick(List.copyOf(lastRequests.values()), s.which()).forEach(this::allocate);
            case Step.Written s -> pick(model.reservations, s.which()).forEach(r -> observe(written(r, s.uid())));
            case Step.HandMade s -> observe(s.object());
            case Step.MarkedDeleting s -> pick(model.objects, s.which()).forEach(o -> observe(deleting(o)));
            case Step.Forget s -> pick(model.objects, s.which()).forEach(o -> forget(o, s.otherUid()));
            case Step.Releasing s -> pick(model.objects, s.which()).forEach(o -> releasing(o.key()));
            case Step.Staying s -> pick(model.objects, s.which()).forEach(o -> staying(o.key()));
            case Step.GiveBack s -> giveBack(s.claim(), number -> true);
            case Step.GiveBackElsewhere s -> giveBack(s.claim(), number -> !number.pool().equals(s.pool()));
            case Step.Withdraw s -> withdraw(s.claim());
            case Step.Enqueue s -> enqueue(s.pool(), s.claim(), Instant.ofEpochSecond(s.created()));
            case Step.Define s -> define(s.pool(), s.definition());
            case Step.Remove s -> remove(s.pool());
            case Step.WakeUps() -> woken(allocator.wakeUps(namespace));
        }
        compare();
    }

    private void allocate(AllocationRequest request) {
        claims.add(request.claim());
        lastRequests.put(request.claim(), request);
        List<AddressObject> adoptable = model.adoptable(request);
        Allocation reservation = model.reservation(request.claim(), request.pool());
        PoolDefinition pool = model.pools.get(request.pool());
        AllocationResult result = allocator.allocate(request);
        if (!adoptable.isEmpty()) {
            assertThat(result).isInstanceOfSatisfying(AllocationResult.Held.class,
                    h -> assertThat(adoptable).contains(h.object()));
            model.change(() -> model.leave(request.claim()));
        } else if (reservation != null) {
            assertThat(result).isEqualTo(new AllocationResult.Reserved(reservation));
            model.change(() -> model.leave(request.claim()));
        } else if (pool == null) {
            assertThat(result).isEqualTo(new AllocationResult.UnknownPool(request.pool()));
            model.change(() -> model.leave(request.claim()));
        } else {
            allocateIn(pool, request, result);
        }
        grants();
    }

    private void allocateIn(PoolDefinition pool, AllocationRequest request, AllocationResult result) {
        Address requested = request.requested();
        Address remembered = request.remembered();
        Address preAllocated = pool.preAllocations().get(request.claim().name());
        if (preAllocated != null && requested != null && !preAllocated.equals(requested)) {
            refused(request, result, new AllocationResult.Conflicting(preAllocated, requested));
        } else if (remembered != null) {
            byRight(pool, request, remembered, Wanted.REMEMBERED, result);
        } else if (preAllocated != null && !model.isInRange(pool, preAllocated)) {
            refused(request, result, new AllocationResult.NotInRange(preAllocated, Wanted.PRE_ALLOCATED));
        } else if (preAllocated != null) {
            byRight(pool, request, preAllocated, Wanted.PRE_ALLOCATED, result);
        } else if (requested == null) {
            model.change(() -> model.join(new AllocatorModel.Waiter(
                    request.claim(), request.pool(), request.created(), null, null)));
            inLine(pool, request, result, Set.of());
        } else if (!model.isInRange(pool, requested)) {
            refused(request, result, new AllocationResult.NotInRange(requested, Wanted.REQUESTED));
        } else if (model.isReserved(pool, requested)) {
            refused(request, result, new AllocationResult.SetAside(requested, Wanted.REQUESTED));
        } else if (pool.preAllocations().containsValue(requested)) {
            String name = pool.preAllocations().entrySet().stream().filter(e -> e.getValue().equals(requested))
                    .map(Map.Entry::getKey).min(Comparator.naturalOrder()).orElseThrow();
            refused(request, result, new AllocationResult.Promised(requested, name));
        } else {
            model.change(() -> model.join(new AllocatorModel.Waiter(
                    request.claim(), request.pool(), request.created(), requested, Wanted.REQUESTED)));
            if (model.isUsed(pool.namePrefix(), requested)) {
                taken(pool, requested, Wanted.REQUESTED, result);
            } else {
                inLine(pool, request, result, Set.of(requested));
            }
        }
    }

    private void refused(AllocationRequest request, AllocationResult result, AllocationResult expected) {
        assertThat(result).isEqualTo(expected);
        model.change(() -> model.leave(request.claim()));
    }

    private void byRight(PoolDefinition pool, AllocationRequest request, Address number, Wanted why,
            AllocationResult result) {
        if (model.isUsed(pool.namePrefix(), number)) {
            model.change(() -> model.join(new AllocatorModel.Waiter(
                    request.claim(), request.pool(), request.created(), number, why)));
            taken(pool, number, why, result);
        } else {
            reserved(pool, request, result, Set.of(number));
        }
    }

    private void taken(PoolDefinition pool, Address number, Wanted why, AllocationResult result) {
        assertThat(result).isInstanceOfSatisfying(AllocationResult.Taken.class, t -> {
            assertThat(t.address()).isEqualTo(number);
            assertThat(t.why()).isEqualTo(why);
            assertThat(model.holders(pool.namePrefix(), number)).contains(t.holder());
        });
    }

    /** It has joined the line; now it is served if as few claims are older as numbers are free. */
    private void inLine(PoolDefinition pool, AllocationRequest request, AllocationResult result, Set<Address> only) {
        model.toWake.remove(request.claim());
        if (model.servable(request.pool()).contains(request.claim())) {
            reserved(pool, request, result, only.isEmpty() ? model.choices(pool) : only);
        } else {
            assertThat(result).isEqualTo(new AllocationResult.Exhausted(model.usage(request.pool())));
        }
    }

    private void reserved(PoolDefinition pool, AllocationRequest request, AllocationResult result,
            Set<Address> choices) {
        assertThat(result).isInstanceOf(AllocationResult.Reserved.class);
        Allocation allocation = ((AllocationResult.Reserved) result).allocation();
        Address number = allocation.address();
        assertThat(choices).contains(number);
        assertThat(allocation).isEqualTo(new Allocation(request.claim(), request.pool(),
                pool.namePrefix() + "-" + number.dashed(), number, model.settings(pool, number)));
        assertThat(model.holders(pool.namePrefix(), number)).as("who had the number before").isEmpty();
        model.change(() -> {
            model.leave(request.claim());
            model.reservations.add(allocation);
        });
    }

    private void observe(AddressObject object) {
        claims.add(object.claim());
        pools.add(object.pool());
        model.change(() -> {
            model.objects.stream().filter(o -> o.key().equals(object.key()) && !o.uid().equals(object.uid()))
                    .forEach(o -> model.releasing.remove(o.key()));
            model.objects.removeIf(o -> o.key().equals(object.key()));
            model.objects.add(object);
            model.reservations.removeIf(r -> r.claim().equals(object.claim()) && r.pool().equals(object.pool())
                    && r.address().equals(object.address()));
        });
        wokenAfterGrants(allocator.observe(object));
    }

    private void forget(AddressObject object, boolean otherUid) {
        if (!otherUid) {
            model.change(() -> model.objects.remove(object));
            model.releasing.remove(object.key());
        }
        wokenAfterGrants(allocator.forget(object.key(), otherUid ? "another" : object.uid()));
    }

    private void releasing(ObjectKey key) {
        model.releasing.add(key);
        allocator.object(key).ifPresent(object -> allocator.releasing(key, object.uid()));
    }

    private void staying(ObjectKey key) {
        model.releasing.remove(key);
        allocator.object(key).ifPresent(object -> allocator.staying(key, object.uid()));
    }

    private void giveBack(ClaimKey claim, Predicate<Allocation> which) {
        List<Allocation> dropped = model.reservations.stream().filter(r -> r.claim().equals(claim)).filter(which).toList();
        model.change(() -> model.reservations.removeAll(dropped));
        if (model.reservations.stream().noneMatch(r -> r.claim().equals(claim))) {
            model.granted.removeIf(w -> w.claim().equals(claim));
        }
        GivenBack given = allocator.giveBack(claim, which);
        assertThat(given.pools()).containsExactlyInAnyOrderElementsOf(dropped.stream().map(Allocation::pool).toList());
        wokenAfterGrants(given.claims());
    }

    private void withdraw(ClaimKey claim) {
        model.change(() -> model.leave(claim));
        wokenAfterGrants(allocator.withdraw(claim));
    }

    private void enqueue(PoolKey pool, ClaimKey claim, Instant created) {
        AllocatorModel.Waiter waiter = model.waiter(claim);
        boolean waitsAlready = waiter != null && waiter.pool().equals(pool) && waiter.created().equals(created);
        if (model.pools.containsKey(pool) && !waitsAlready) {
            model.change(() -> model.join(new AllocatorModel.Waiter(claim, pool, created, null, null)));
            model.toWake.remove(claim);
        }
        allocator.enqueue(pool, claim, created);
        grants();
    }

    private void define(PoolKey pool, PoolDefinition definition) {
        pools.add(pool);
        model.change(() -> model.pools.put(pool, definition));
        allocator.definePool(pool, definition);
        grants();
        assertThat(allocator.pool(pool)).contains(definition);
    }

    private void remove(PoolKey pool) {
        model.change(() -> {
            model.pools.remove(pool);
            model.waiters.removeIf(w -> w.pool().equals(pool));
        });
        allocator.removePool(pool);
        grants();
        assertThat(allocator.pool(pool)).isEmpty();
    }

    /** Each former number that has come free is reserved to a claim that had it; where two had it, to either. */
    private void grants() {
        for (List<AllocatorModel.Waiter> due = model.due(); !due.isEmpty(); due = model.due()) {
            AllocatorModel.Waiter waiter = due.stream()
                    .filter(w -> model.reservation(w.claim(), w.pool()) == null && Objects.equals(number(w), w.number()))
                    .findFirst().orElse(null);
            assertThat(waiter).as("who of %s has been given the number", due).isNotNull();
            if (waiter != null) {
                model.grant(waiter, allocator.reservationOf(waiter.claim()).orElseThrow());
            }
        }
    }

    private @Nullable Address number(AllocatorModel.Waiter waiter) {
        return allocator.reservationOf(waiter.claim()).filter(r -> r.pool().equals(waiter.pool()))
                .map(Allocation::address).orElse(null);
    }

    private void wokenAfterGrants(List<ClaimKey> woken) {
        grants();
        woken(woken);
    }

    /** Everybody whose turn has come is named, nobody whose turn it is not, and the oldest first. */
    private void woken(List<ClaimKey> woken) {
        List<ClaimKey> granted = model.granted.stream().map(AllocatorModel.Waiter::claim).toList();
        assertThat(woken).containsAll(model.toWake).containsAll(granted).doesNotHaveDuplicates();
        assertThat(Stream.concat(model.servable().stream(), granted.stream())).containsAll(woken);
        assertThat(woken).isSortedAccordingTo(
                Comparator.comparing((ClaimKey c) -> age(c)).thenComparing(Comparator.naturalOrder()));
        model.toWake.clear();
        model.granted.clear();
    }

    private Instant age(ClaimKey claim) {
        AllocatorModel.Waiter waiter = Stream.concat(model.waiters.stream(), model.granted.stream())
                .filter(w -> w.claim().equals(claim)).findFirst().orElse(null);
        assertThat(waiter).isNotNull();
        return waiter == null ? Instant.MIN : waiter.created();
    }

    private void compare() {
        for (PoolKey pool : pools) {
            assertThat(allocator.usage(pool)).as("usage of %s", pool).isEqualTo(model.usage(pool));
            assertThat(allocator.objectsIn(pool)).containsExactlyInAnyOrderElementsOf(
                    model.objects.stream().filter(o -> o.pool().equals(pool)).toList());
        }
        for (ClaimKey claim : claims) {
            assertThat(allocator.objectsOf(claim)).containsExactlyInAnyOrderElementsOf(
                    model.objects.stream().filter(o -> o.claim().equals(claim))
                            .map(o -> model.releasing.contains(o.key()) ? deleting(o) : o).toList());
            List<Allocation> own = model.reservations.stream().filter(r -> r.claim().equals(claim)).toList();
            assertThat(allocator.reservationOf(claim).stream().toList()).isEqualTo(
                    own.isEmpty() ? List.of() : List.of(own.getLast()));
        }
        model.objects.forEach(o -> assertThat(allocator.object(o.key())).contains(o));
    }

    private static AddressObject written(Allocation r, String uid) {
        return new AddressObject(new ObjectKey(r.claim().kind(), r.claim().namespace(), r.objectName()), uid,
                r.address(), r.pool(), r.claim(), uid, false);
    }

    private static AddressObject deleting(AddressObject o) {
        return new AddressObject(o.key(), o.uid(), o.address(), o.pool(), o.claim(), o.claimUid(), true);
    }

    private static <T> List<T> pick(List<T> all, int which) {
        return all.isEmpty() ? List.of() : List.of(new ArrayList<>(all).get(which % all.size()));
    }
}
