package io.metal3.ipam.api.clusterapi;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A Cluster API IPAddress: the answer to an IPAddressClaim. It has no status. */
@Group(CapiIPAddressClaim.GROUP)
@Version("v1beta2")
@Kind(CapiIPAddress.KIND)
@Plural("ipaddresses")
@Singular("ipaddress")
public class CapiIPAddress extends CustomResource<CapiIPAddressSpec, Void> implements Namespaced {

    private static final long serialVersionUID = 1L;

    public static final String KIND = "IPAddress";

    /** The same kind as older releases of Cluster API serve it. */
    @Group(CapiIPAddressClaim.GROUP)
    @Version("v1beta1")
    @Kind(KIND)
    @Plural("ipaddresses")
    @Singular("ipaddress")
    public static final class V1Beta1 extends CapiIPAddress {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public @Nullable CapiIPAddressSpec getSpec() {
        return super.getSpec();
    }
}
