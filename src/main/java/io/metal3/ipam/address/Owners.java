package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.kube.OwnerReferences;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Who owns which address object, by uid. Nearly always these are its claim, which the allocator knows, and its pool, the same for all
 * addresses of a pool; so only what is otherwise is kept of a single object. Thread-safe, as long as one thread changes it.
 */
final class Owners {

    /** The pool's uid as its first address had it. */
    private final Map<PoolKey, String> pools = new ConcurrentHashMap<>();

    /** The owners of the objects that have others. */
    private final Map<ObjectKey, Set<String>> others = new ConcurrentHashMap<>();

    /**
     * The claims that objects have named as their owner and do not name any more: the garbage collector takes a vanished owner off an object
     * that has another one.
     */
    private final Map<ObjectKey, String> former = new ConcurrentHashMap<>();

    /**
     * What is known of an object changes.
     *
     * @param known what is known of an object of a key so far
     */
    void change(AddressObject now, Function<ObjectKey, Optional<AddressObject>> known) {
        if (now.claimUid() != null) {
            former.remove(now.key());
            return;
        }
        var before = known.apply(now.key());
        if (before.filter(object -> object.uid().equals(now.uid())).isEmpty()) {
            former.remove(now.key());
        } else {
            before.map(AddressObject::claimUid).ifPresent(claim -> former.put(now.key(), claim));
        }
    }

    /** Whether the object has named this claim as its owner, and names none now. */
    boolean isFormer(ObjectKey key, String claimUid) {
        return claimUid.equals(former.get(key));
    }

    void put(AddressObject address, HasMetadata object) {
        var references = OwnerReferences.of(object);
        if (isUsual(address, references)) {
            others.remove(address.key());
            return;
        }
        var uids = references.stream().map(OwnerReference::getUid).collect(Collectors.toSet());
        if (uids.size() == 2 && address.claimUid() != null && uids.contains(address.claimUid())) {
            uids.stream().filter(uid -> !uid.equals(address.claimUid())).forEach(uid -> pools.putIfAbsent(address.pool(), uid));
        }
        if (uids.equals(usual(address))) {
            others.remove(address.key());
        } else {
            others.put(address.key(), Set.copyOf(uids));
        }
    }

    /** Of nearly all of a million it is so, and is told without making anything. */
    private boolean isUsual(AddressObject address, List<OwnerReference> references) {
        var claim = address.claimUid();
        var pool = pools.get(address.pool());
        if (claim == null || pool == null || references.size() != 2) {
            return false;
        }
        var first = references.getFirst().getUid();
        var second = references.getLast().getUid();
        return (pool.equals(first) && claim.equals(second)) || (claim.equals(first) && pool.equals(second));
    }

    void remove(ObjectKey key) {
        former.remove(key);
        others.remove(key);
    }

    /** The owners of an object that was put. */
    Set<String> of(AddressObject address) {
        var uids = others.get(address.key());
        return uids == null ? usual(address) : uids;
    }

    private Set<String> usual(AddressObject address) {
        var uids = new HashSet<String>();
        if (address.claimUid() != null) {
            uids.add(address.claimUid());
        }
        var pool = pools.get(address.pool());
        if (pool != null) {
            uids.add(pool);
        }
        return uids;
    }
}
