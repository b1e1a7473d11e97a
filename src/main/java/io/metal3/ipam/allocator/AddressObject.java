package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import org.jspecify.annotations.Nullable;

/**
 * An IPAddress object as far as the allocator must know it. It is counted in the namespace that it lies in.
 *
 * @param uid the object's own; tells it from an earlier object of the same name
 * @param address spec.address
 * @param pool the pool that spec refers to, whether or not it is defined
 * @param claim the claim that spec refers to, whether or not it exists
 * @param claimUid the uid of that claim, where the object tells it
 * @param deleting whether the API server has it marked for deletion; until it is gone it keeps its number
 */
public record AddressObject(
        ObjectKey key,
        String uid,
        Address address,
        PoolKey pool,
        ClaimKey claim,
        @Nullable String claimUid,
        boolean deleting) implements Occupant {

    /** The same object, once it is on its way out. */
    AddressObject asDeleting() {
        return deleting ? this : new AddressObject(key, uid, address, pool, claim, claimUid, true);
    }

    @Override
    public String objectName() {
        return key.name();
    }
}
