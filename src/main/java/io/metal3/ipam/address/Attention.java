package io.metal3.ipam.address;

import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import java.util.Collection;

/** Who hears that something has changed for a claim or a pool. Must not block. */
public interface Attention {

    /** These claims may have something to do now; those that are gone or being deleted have not. */
    void claims(Collection<ClaimKey> claims);

    /**
     * Whether anybody is there to act. While nobody is, events need not be remembered: whoever begins looks at everything that wants
     * something.
     */
    default boolean isAwake() {
        return true;
    }

    /** The counts of this pool have changed. */
    void counts(PoolKey pool);
}
