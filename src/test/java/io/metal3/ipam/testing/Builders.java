package io.metal3.ipam.testing;

/** Where the objects of a test begin; meant for static import. */
public final class Builders {

    private Builders() {}

    /** A pool named {@code pool} that needs a range yet; addresses are named after the pool unless told otherwise. */
    public static PoolBuilder aPool() {
        return aPool("pool");
    }

    public static PoolBuilder aPool(String name) {
        return new PoolBuilder(name);
    }

    /** A claim on the pool named {@code pool}. */
    public static ClaimBuilder aClaim(String name) {
        return new ClaimBuilder(name);
    }

    /** A claim of Cluster API's kind on the pool named {@code pool}. */
    public static CapiClaimBuilder aCapiClaim(String name) {
        return new CapiClaimBuilder(name);
    }

    /** An IPAddress made by hand, without finalizer and owners, of the pool named {@code pool}. */
    public static AddressBuilder anAddress(String address) {
        return new AddressBuilder(address);
    }

    /** An IPAddress of Cluster API's kind, of the pool named {@code pool}, named and marked as ours are. */
    public static CapiAddressBuilder aCapiAddress(String address) {
        return new CapiAddressBuilder(address);
    }

    /** A Cluster that is not paused. */
    public static ClusterBuilder aCluster(String name) {
        return new ClusterBuilder(name);
    }
}
