package io.metal3.ipam.testing;

import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPPool;
import org.assertj.core.api.Assertions;

/** AssertJ's entry points, and ours beside them; meant for static import. */
public final class IpamAssertions extends Assertions {

    private IpamAssertions() {}

    public static PoolAssert assertThat(IPPool pool) {
        return new PoolAssert(pool);
    }

    public static ClaimAssert assertThat(IPClaim claim) {
        return new ClaimAssert(claim);
    }

    public static AddressAssert assertThat(IPAddress address) {
        return new AddressAssert(address);
    }
}
