package io.metal3.ipam.address;

import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Addresses that {@code clusterctl move} has taken to another cluster. Here they are deleted first, then their claims, and their pool
 * last of all: in between, their numbers look free, and are not ours to give. Thread-safe.
 */
public final class MovedAway {

    private final Map<PoolKey, Set<ClaimKey>> numbers = new ConcurrentHashMap<>();
    private final Set<String> claims = ConcurrentHashMap.newKeySet();

    /** This object has been moved. */
    void add(AddressObject address) {
        numbers.computeIfAbsent(address.pool(), pool -> ConcurrentHashMap.newKeySet()).add(address.claim());
        var claim = address.claimUid();
        if (claim != null) {
            claims.add(claim);
        }
    }

    /** Whether the address of this claim is elsewhere: it is not to be made again. */
    public boolean hasAddressOf(@Nullable String claimUid) {
        return claimUid != null && claims.contains(claimUid);
    }

    /** Whether what is reserved to a claim is held elsewhere, and no longer the claim's to give back. */
    public boolean hasNumberOf(PoolKey pool, ClaimKey claim) {
        return numbers.getOrDefault(pool, Set.of()).contains(claim);
    }

    /** The claim has followed its address. */
    public void claimGone(String uid) {
        claims.remove(uid);
    }

    /**
     * The pool has followed its addresses.
     *
     * @return the claims that numbers of it are reserved to
     */
    Set<ClaimKey> poolGone(PoolKey pool) {
        var left = numbers.remove(pool);
        return left == null ? Set.of() : left;
    }
}
