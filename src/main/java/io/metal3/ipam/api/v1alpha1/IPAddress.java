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

/** The answer to a claim: one address, held by that claim for as long as this object lives. It has no status. */
@JsonIgnoreProperties(ignoreUnknown = true)
@Group(MetadataKeys.GROUP)
@Version(MetadataKeys.VERSION)
@Kind("IPAddress")
@Plural("ipaddresses")
@Singular("ipaddress")
@ShortNames({
    "ipa",
    "ipaddress",
    "m3ipa",
    "m3ipaddress",
    "m3ipaddresses",
    "metal3ipa",
    "metal3ipaddress",
    "metal3ipaddresses"
})
public final class IPAddress extends CustomResource<IPAddressSpec, Void> implements Namespaced {

    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable IPAddressSpec getSpec() {
        return super.getSpec();
    }
}
