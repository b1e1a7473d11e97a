package io.metal3.ipam.allocator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Every object and every reservation of one namespace, by key, by claim and by pool. It knows who is there, not what
 * that means. Not thread-safe.
 */
final class Occupants {

    private final CompactMap<ObjectKey, AddressObject> objects = new CompactMap<>();
    private final Multimap<ClaimKey, AddressObject> objectsByClaim = new Multimap<>();

    /** A claim has two only if it was made anew for another pool while the fate of its first object is unknown. */
    private final Multimap<ClaimKey, Allocation> reservationsByClaim = new Multimap<>();

    /** Pool to what it holds, whether the pool is defined or not; none is empty. */
    private final Map<PoolKey, Holdings> byPool = new HashMap<>();

    /** The objects that we have begun to delete. Each is a key of objects. */
    private final Set<ObjectKey> releasing = new HashSet<>();

    @Nullable AddressObject object(ObjectKey key) {
        return objects.get(key);
    }

    List<AddressObject> objectsOf(ClaimKey claim) {
        return objectsByClaim.get(claim);
    }

    List<AddressObject> objectsIn(PoolKey pool) {
        Holdings holdings = byPool.get(pool);
        return holdings == null ? List.of() : holdings.objects();
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
        List<Occupant> all = new ArrayList<>(holdings.objects());
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

    /** Takes the place of an earlier object of the same key, which is returned. */
    @Nullable AddressObject add(AddressObject object) {
        AddressObject earlier = objects.get(object.key());
        if (earlier != null) {
            boolean stillReleasing = releasing.contains(object.key()) && earlier.uid().equals(object.uid());
            remove(earlier);
            if (stillReleasing) {
                releasing.add(object.key());
            }
        }
        objects.put(object.key(), object);
        objectsByClaim.add(object.claim(), object);
        byPool.computeIfAbsent(object.pool(), k -> new Holdings()).objects.put(object.key(), object);
        return earlier;
    }

    void remove(AddressObject object) {
        objects.remove(object.key());
        releasing.remove(object.key());
        objectsByClaim.remove(object.claim(), object);
        holdings(object.pool()).objects.remove(object.key());
        dropIfEmpty(object.pool());
    }

    void add(Allocation reservation) {
        reservationsByClaim.add(reservation.claim(), reservation);
        byPool.computeIfAbsent(reservation.pool(), k -> new Holdings())
                .reservations.put(reservation.claim(), reservation);
    }

    void remove(Allocation reservation) {
        reservationsByClaim.remove(reservation.claim(), reservation);
        holdings(reservation.pool()).reservations.remove(reservation.claim());
        dropIfEmpty(reservation.pool());
    }

    void setReleasing(ObjectKey key) {
        if (objects.containsKey(key)) {
            releasing.add(key);
        }
    }

    boolean isReleasing(ObjectKey key) {
        return releasing.contains(key);
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
        final CompactMap<ObjectKey, AddressObject> objects = new CompactMap<>();
        final Map<ClaimKey, Allocation> reservations = new HashMap<>();

        List<AddressObject> objects() {
            List<AddressObject> all = new ArrayList<>(objects.size());
            objects.forEach((key, object) -> all.add(object));
            return all;
        }
    }
}
