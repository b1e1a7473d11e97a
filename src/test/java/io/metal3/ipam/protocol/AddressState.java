package io.metal3.ipam.protocol;

import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.ip.Address;
import org.jspecify.annotations.Nullable;

/** One version of an address object in the model's API server. */
record AddressState(
        ObjectKey key,
        String uid,
        long version,
        Address address,
        PoolKey pool,
        ClaimKey claim,
        @Nullable String claimUid,
        @Nullable String poolUid,
        String madeFor,
        boolean ours,
        boolean deleting)
        implements History.Stored {

    AddressObject read() {
        return new AddressObject(key, uid, address, pool, claim, claimUid, deleting);
    }

    AddressState at(long newVersion) {
        return new AddressState(key, uid, newVersion, address, pool, claim, claimUid, poolUid, madeFor, ours, deleting);
    }

    AddressState owned(@Nullable String byClaim, @Nullable String byPool, boolean finalizer) {
        return new AddressState(key, uid, version, address, pool, claim, byClaim, byPool, madeFor, finalizer, deleting);
    }

    AddressState inDeletion() {
        return new AddressState(key, uid, version, address, pool, claim, claimUid, poolUid, madeFor, ours, true);
    }

    @Override
    public String toString() {
        return key.name() + " of " + claim.kind() + " " + claim.name() + " (" + ModelServer.brief(claimUid) + ")";
    }
}
