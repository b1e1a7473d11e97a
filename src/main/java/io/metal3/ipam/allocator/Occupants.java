package io.metal3.ipam.allocator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Every object and every reservation of one namespace, by key, by claim and by pool. It knows who is there, not what
 * that means. Not thread-safe.
 */
final class Occupants {

    private final CompactMap<ObjectKey, Held> objects = new CompactMap<>(Held::hasKey);
    private final Multimap<ClaimKey, Held> objectsByClaim = new Multimap<>(Held::isOf);

    /** A claim has two only if it was made anew for another pool while the fate of its first object is unknown. */
    private final Multimap<ClaimKey, Allocation> reservationsByClaim = new Multimap<>((a, k) -> a.claim().equals(k));

    /** Pool to what it holds, whether the pool is defined or not; none is empty. */
    private final Map<PoolKey, Holdings> byPool = new HashMap<>();

    @Nullable Held object(ObjectKey key) {
        return objects.get(key);
    }

    void forEachKey(String kind, Consumer<ObjectKey> action) {
        objects.forEach(object -> {
            if (object.origin().objectKind().equals(kind)) {
                action.accept(object.key());
            }
        });
    }

    List<Held> objectsOf(ClaimKey claim) {
        return objectsByClaim.get(claim);
    }

    /** To be read before anything changes. */
    List<Held> objectsIn(PoolKey pool) {
        Holdings holdings = byPool.get(pool);
        return holdings == null ? List.of() : holdings.objects;
    }

    List<Allocation> reservationsOf(ClaimKey claim) {
        return reservationsByClaim.get(claim);
    }

    /** How many objects and reservations a pool has. */
    int countIn(PoolKey pool) {
        Holdings holdings = byPool.get(pool);
        return holdings == null ? 0 : holdings.objects.size() + holdings.reservations.size();
    }

    Collection<Occupant> in(PoolKey pool) {
        Holdings holdings = byPool.get(pool);
        if (holdings == null) {
            return List.of();
        }
        List<Occupant> all = new ArrayList<>(holdings.objects);
        all.addAll(holdings.reservations.values());
        return all;
    }

    /** All that are in another pool than that. */
    Collection<Occupant> outside(PoolKey pool) {
        List<Occupant> all = new ArrayList<>();
        for (PoolKey other : byPool.keySet()) {
            if (!other.equals(pool)) {
                all.addAll(in(other));
            }
        }
        return all;
    }

    /** How an object is going to be remembered. It is not there before it is added. */
    Held remember(AddressObject object) {
        Holdings holdings = byPool.get(object.pool());
        Origin origin = Origin.of(object);
        return new Held(object, holdings == null ? origin : holdings.origins.getOrDefault(origin, origin));
    }

    /** Takes the place of an earlier object of the same key. */
    void add(Held object) {
        ObjectKey key = object.key();
        Held earlier = objects.get(key);
        if (earlier != null) {
            if (earlier.isReleasing() && earlier.hasUid(object.uid())) {
                object.setReleasing(true);
            }
            remove(earlier);
        }
        objects.put(key, object);
        objectsByClaim.add(object.claim(), object);
        holdingsOf(object.pool()).add(object);
    }

    void remove(Held object) {
        objects.remove(object.key());
        objectsByClaim.remove(object.claim(), object);
        holdings(object.pool()).remove(object);
        dropIfEmpty(object.pool());
    }

    void add(Allocation reservation) {
        reservationsByClaim.add(reservation.claim(), reservation);
        holdingsOf(reservation.pool()).reservations.put(reservation.claim(), reservation);
    }

    void remove(Allocation reservation) {
        reservationsByClaim.remove(reservation.claim(), reservation);
        holdings(reservation.pool()).reservations.remove(reservation.claim());
        dropIfEmpty(reservation.pool());
    }

    private Holdings holdingsOf(PoolKey pool) {
        return byPool.computeIfAbsent(pool, k -> new Holdings());
    }

    private Holdings holdings(PoolKey pool) {
        Holdings holdings = byPool.get(pool);
        if (holdings == null) {
            throw new IllegalStateException(pool + " holds nothing.");
        }
        return holdings;
    }

    private void dropIfEmpty(PoolKey pool) {
        if (countIn(pool) == 0) {
            byPool.remove(pool);
        }
    }

    private static final class Holdings {
        /** In no order: the last one takes the place of one that goes. */
        final List<Held> objects = new ArrayList<>();

        /** Each one to itself: those of the objects, so that equal ones are the same. */
        final Map<Origin, Origin> origins = new HashMap<>();

        final Map<ClaimKey, Allocation> reservations = new HashMap<>();

        void add(Held object) {
            origins.putIfAbsent(object.origin(), object.origin());
            object.setPlace(objects.size());
            objects.add(object);
        }

        void remove(Held object) {
            Held last = objects.removeLast();
            if (last != object) {
                objects.set(object.place(), last);
                last.setPlace(object.place());
            }
        }
    }
}
