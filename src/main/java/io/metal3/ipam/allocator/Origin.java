package io.metal3.ipam.allocator;

import org.jspecify.annotations.Nullable;

/**
 * What objects made alike have in common, kept once for all of them.
 *
 * @param prefix what their names begin with, before a dash and their address; null where a name does not tell its address
 */
record Origin(String objectKind, String namespace, @Nullable String prefix, PoolKey pool, String claimKind,
        String claimNamespace) {

    static Origin of(AddressObject object) {
        return new Origin(object.key().kind(), object.key().namespace(), ObjectNames.prefix(object.key().name(), object.address()),
                object.pool(), object.claim().kind(), object.claim().namespace());
    }
}
