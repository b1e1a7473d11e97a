package io.metal3.ipam.faults;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.api.clusterapi.CapiIPAddressSpec;
import io.metal3.ipam.api.clusterapi.NameReference;
import io.metal3.ipam.api.clusterapi.TypedReference;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.testing.Kind;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.anAddress;
import static io.metal3.ipam.testing.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** What no manager does, done by hand: the oracle sees it from the API server alone. No manager runs. */
@ExtendWith(SiteExtension.class)
class OracleIT {

    private final Site site;
    private final TestNamespace namespace;
    private final Oracle oracle;

    OracleIT(Site site, TestNamespace namespace) {
        this.site = site;
        this.namespace = namespace;
        oracle = new Oracle(site.plane(), site.admin(), namespace.name(), pool -> pool, Journal.nobodyReads());
    }

    @AfterEach
    void close() {
        oracle.close();
    }

    @Test
    void seesOneNumberInTwoObjectsOfDifferentKinds() {
        namespace.create(anAddress("10.0.0.1"));
        site.admin().resource(capiAddress("10.0.0.1")).create();
        oracle.comeToThePresent();

        assertThat(oracle.violations()).singleElement().asString().contains("held twice");
    }

    @Test
    void seesAnAddressGoWhoseClaimIsThere() {
        IPClaim claim = namespace.create(aClaim("claim"));
        namespace.create(anAddress("10.0.0.1").heldBy("claim").ownedBy(claim));
        eventually(() -> assertThat(oracle.annals().living(Feed.IPADDRESS)).hasSize(1));

        namespace.delete(Kind.ADDRESS, "by-hand-10-0-0-1");
        namespace.annotate(Kind.CLAIM, "claim", "still", "there");

        eventually(() -> assertThat(oracle.violations())
                .singleElement()
                .asString()
                .contains("went while its claim was there"));
    }

    @Test
    void seesAStatusThatNamesNothing() {
        namespace.create(aClaim("claim"));
        namespace.patchStatus(Kind.CLAIM, "claim", "{\"status\": {\"address\": {\"name\": \"nothing\"}}}");
        oracle.comeToThePresent();

        assertThat(oracle.violations()).singleElement().asString().contains("that was not there");
    }

    private CapiIPAddress capiAddress(String number) {
        var result = new CapiIPAddress();
        result.setMetadata(new ObjectMetaBuilder().withNamespace(namespace.name()).withName("by-hand").build());
        result.setSpec(new CapiIPAddressSpec(
                number,
                new NameReference("nobody"),
                new TypedReference(MetadataKeys.GROUP, "IPPool", "pool"),
                24,
                null));
        return result;
    }
}
