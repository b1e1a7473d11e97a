package io.metal3.ipam.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A request for one address of a pool. */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group(MetadataKeys.GROUP)
@Version(MetadataKeys.VERSION)
@Kind("IPClaim")
@Plural("ipclaims")
@Singular("ipclaim")
@ShortNames({"ipc", "ipclaim", "m3ipc", "m3ipclaim", "m3ipclaims", "metal3ipc", "metal3ipclaim", "metal3ipclaims"})
public final class IPClaim extends CustomResource<IPClaimSpec, IPClaimStatus> implements Namespaced {

    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable IPClaimSpec getSpec() {
        return super.getSpec();
    }

    @Override
    public @Nullable IPClaimStatus getStatus() {
        return super.getStatus();
    }
}
