package io.metal3.ipam.it;

import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.testing.IpamAssertions;
import io.metal3.ipam.testing.RunningManager;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aCapiClaim;
import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aCluster;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Kind.ADDRESS;
import static io.metal3.ipam.testing.Kind.CAPI_ADDRESS;
import static io.metal3.ipam.testing.Kind.CAPI_CLAIM;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Patience.within;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

/** Two managers serve the same claims and know nothing of each other: what happens in a rolling update without leader election. */
@ExtendWith(SiteExtension.class)
class TwoManagersIT {

    private static final int CLAIMS = 99;
    private static final int OF_EACH_KIND = 60;

    private final TestNamespace namespace;
    private final RunningManager one;
    private final RunningManager other;

    TwoManagersIT(Site site, TestNamespace namespace) {
        this.namespace = namespace;
        one = site.manager(namespace);
        other = site.manager(namespace);
        // Of a claim as old as they are, a manager before them may have asked for an address: it would rest when it is deleted.
        namespace.awaitNextSecond();
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
    }

    @Test
    void everyClaimHasOneAddressAndGivesItBack() {
        namespace.create(aCluster("cluster1"));
        namespace.create(aPool().range("10.0.0.1", "10.0.0.250"));
        namespace.create(aPool("clustered").range("10.0.1.1", "10.0.1.250").cluster("cluster1").random());
        var names = IntStream.range(0, CLAIMS).mapToObj(i -> "claim-" + i).toList();

        // Every third claim goes again, most of them while they are being served.
        for (int i = 0; i < CLAIMS; i++) {
            namespace.create(aClaim(names.get(i)));
            namespace.create(aCapiClaim(names.get(i)).of("clustered"));
            if (i % 3 == 2) {
                namespace.delete(CLAIM, names.get(i - 1));
                namespace.delete(CAPI_CLAIM, names.get(i - 1));
            }
        }

        var left = IntStream.range(0, CLAIMS).filter(i -> i % 3 != 1).mapToObj(names::get).toList();
        within(ofSeconds(60), () -> {
            assertThat(namespace.list(CLAIM)).hasSize(left.size());
            assertThat(namespace.list(CAPI_CLAIM)).hasSize(left.size());
            assertThat(namespace.told()).hasSize(2 * left.size());
            assertThat(namespace.list(ADDRESS)).hasSize(left.size());
            assertThat(namespace.list(CAPI_ADDRESS)).hasSize(left.size());
        });
        assertThat(namespace.numbers()).containsOnlyKeys(left);
        assertThat(namespace.list(ADDRESS).stream().map(TwoManagersIT::number)).doesNotHaveDuplicates();
        assertThat(namespace.list(CAPI_ADDRESS).stream().map(TwoManagersIT::number)).doesNotHaveDuplicates();
        left.forEach(name -> IpamAssertions.assertThat(namespace.addressOf(name)).isOwnedBy(namespace.pool(), namespace.claim(name)));

        left.forEach(this::delete);
        isEmpty();
        within(ofSeconds(10), () -> IpamAssertions.assertThat(namespace.pool()).hasCounts(250, 250, 0, 0));
    }

    @Test
    void noNumberIsGivenToClaimsOfBothKinds() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.250"));
        makeBoth("first");
        within(ofSeconds(10), () -> assertThat(namespace.told()).hasSize(2));
        var names = IntStream.range(1, OF_EACH_KIND).mapToObj(i -> "claim-" + i).toList();

        names.forEach(this::makeBoth);

        within(ofSeconds(60), () -> {
            assertThat(namespace.told()).hasSize(2 * OF_EACH_KIND).doesNotHaveDuplicates();
            assertThat(namespace.addresses()).containsExactlyInAnyOrderElementsOf(namespace.told());
        });
        names.forEach(this::delete);
        delete("first");
        isEmpty();
        // What a manager has read just when it went is asked for once more after 30 seconds.
        within(ofSeconds(45), () -> IpamAssertions.assertThat(namespace.pool()).hasCounts(250, 250, 0, 0));
    }

    private void makeBoth(String name) {
        namespace.create(aClaim(name));
        namespace.create(aCapiClaim(name));
    }

    private void delete(String name) {
        namespace.delete(CLAIM, name);
        namespace.delete(CAPI_CLAIM, name);
    }

    private void isEmpty() {
        within(ofSeconds(60), () -> {
            assertThat(namespace.list(CLAIM)).isEmpty();
            assertThat(namespace.list(CAPI_CLAIM)).isEmpty();
            assertThat(namespace.list(ADDRESS)).isEmpty();
            assertThat(namespace.list(CAPI_ADDRESS)).isEmpty();
        });
    }

    private static String number(IPAddress address) {
        return Objects.requireNonNull(address.getSpec()).address();
    }

    private static String number(CapiIPAddress address) {
        return Objects.requireNonNull(Objects.requireNonNull(address.getSpec()).address());
    }
}
