package io.metal3.ipam.testing;

import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPAddressSpec;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** What can be said of an IPAddress. */
public final class AddressAssert extends ObjectAssert<AddressAssert, IPAddress> {

    AddressAssert(IPAddress actual) {
        super(actual, AddressAssert.class);
    }

    public AddressAssert isNamed(String name) {
        Assertions.assertThat(actual.getMetadata().getName()).isEqualTo(name);
        return this;
    }

    public AddressAssert carries(String address) {
        Assertions.assertThat(spec().address()).as(descriptionText()).isEqualTo(address);
        return this;
    }

    public AddressAssert hasNetwork(@Nullable Integer prefix, @Nullable String gateway, String... dnsServers) {
        Assertions.assertThat(spec().prefix()).as("prefix of %s", descriptionText()).isEqualTo(prefix);
        Assertions.assertThat(spec().gateway()).as("gateway of %s", descriptionText()).isEqualTo(gateway);
        Assertions.assertThat(spec().dnsServers()).as("name servers of %s", descriptionText()).containsExactly(dnsServers);
        return this;
    }

    /** It names claim and pool, each with its namespace. */
    public AddressAssert isOf(String pool, String claim) {
        var namespace = actual.getMetadata().getNamespace();
        Assertions.assertThat(spec().pool().getName()).as("pool of %s", descriptionText()).isEqualTo(pool);
        Assertions.assertThat(spec().pool().getNamespace()).as("pool of %s", descriptionText()).isEqualTo(namespace);
        Assertions.assertThat(spec().claim().getName()).as("claim of %s", descriptionText()).isEqualTo(claim);
        Assertions.assertThat(spec().claim().getNamespace()).as("claim of %s", descriptionText()).isEqualTo(namespace);
        return this;
    }

    private IPAddressSpec spec() {
        return Objects.requireNonNull(actual.getSpec());
    }
}
