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

/** Ranges of addresses, and what goes with an address of them: prefix length, gateway, name servers. */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group(MetadataKeys.GROUP)
@Version(MetadataKeys.VERSION)
@Kind("IPPool")
@Plural("ippools")
@Singular("ippool")
@ShortNames({"ipp", "ippool", "m3ipp", "m3ippool", "m3ippools", "metal3ipp", "metal3ippool", "metal3ippools"})
public final class IPPool extends CustomResource<IPPoolSpec, IPPoolStatus> implements Namespaced {

    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable IPPoolSpec getSpec() {
        return super.getSpec();
    }

    @Override
    public @Nullable IPPoolStatus getStatus() {
        return super.getStatus();
    }
}
