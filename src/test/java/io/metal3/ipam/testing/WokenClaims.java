package io.metal3.ipam.testing;

import io.metal3.ipam.address.Attention;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import java.util.Collection;

/** Remembers which claims are to be looked at. As thread-safe as the collection is. */
public record WokenClaims(Collection<ClaimKey> woken) implements Attention {

    @Override
    public void claims(Collection<ClaimKey> claims) {
        woken.addAll(claims);
    }

    @Override
    public void counts(PoolKey pool) {}
}
