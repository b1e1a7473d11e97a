package io.metal3.ipam.api.clusterapi;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A Cluster API IPAddressClaim: a request for one address of anybody's pool, ours among them. */
@Group(CapiIPAddressClaim.GROUP)
@Version("v1beta2")
@Kind(CapiIPAddressClaim.KIND)
@Plural("ipaddressclaims")
@Singular("ipaddressclaim")
public class CapiIPAddressClaim extends CustomResource<IPAddressClaimSpec, IPAddressClaimStatus> implements Namespaced {

    private static final long serialVersionUID = 1L;

    public static final String GROUP = "ipam.cluster.x-k8s.io";
    public static final String KIND = "IPAddressClaim";

    /** The same kind as older releases of Cluster API serve it. */
    @Group(GROUP)
    @Version("v1beta1")
    @Kind(KIND)
    @Plural("ipaddressclaims")
    @Singular("ipaddressclaim")
    public static final class V1Beta1 extends CapiIPAddressClaim {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public @Nullable IPAddressClaimSpec getSpec() {
        return super.getSpec();
    }

    @Override
    public @Nullable IPAddressClaimStatus getStatus() {
        return super.getStatus();
    }
}
