package io.metal3.ipam.faults;

import io.metal3.ipam.controlplane.ControlPlane;
import io.metal3.ipam.controlplane.ControlPlanes;
import io.metal3.ipam.controlplane.Purpose;
import io.metal3.ipam.kube.ConnectionFactory;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.TestNamespace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.metal3.ipam.testing.Builders.aCapiClaim;
import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.within;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

/** The kinds of Cluster API come when managers run already, and go, on a control plane that has not had them. */
class InstalledLateIT {

    private final ControlPlane plane = ControlPlanes.open(Purpose.TEST);
    private final Site site = Site.withoutClusterApi(plane);
    private final TestNamespace namespace = site.namespace();

    @AfterEach
    void end() {
        site.close();
        plane.close();
    }

    @Test
    void claimsAreServedFromWhenTheirKindIsInstalledUntilItIsRemovedAndOnceMore() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        var manager = site.manager(namespace);
        try {
            namespace.create(aClaim("before"));
            eventually(() -> assertThat(namespace.number("before")).isEqualTo("10.0.0.1"));

            site.installClusterApi();
            namespace.create(aCapiClaim("first"));
            within(ofSeconds(30), () -> assertThat(namespace.told()).containsExactly("pool-10-0-0-1", "pool-10-0-0-2"));

            site.removeClusterApi();
            namespace.create(aClaim("between"));
            within(ofSeconds(30), () -> assertThat(namespace.number("between")).isNotNull());

            site.installClusterApi();
            namespace.create(aCapiClaim("second"));
            within(ofSeconds(30), () -> assertThat(namespace.told()).hasSize(3).doesNotHaveDuplicates());
        } finally {
            manager.close();
        }
    }

    /** The one that does not see them is not told of their definitions either, and may not look for them in other namespaces. */
    @Test
    void aClaimIsNotToldOfANumberWhoseHolderIsOfAKindThatIsNotInSightYet() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        var user = site.userOf(namespace);
        try (var blind = ManagerBehind.serving(site, user, namespace, ConnectionFactory.SILENCE)) {
            blind.between().loseWatches(path -> path.endsWith("/customresourcedefinitions"));
            site.installClusterApi();
            serve(() -> {
                namespace.create(aCapiClaim("first"));
                within(ofSeconds(30), () -> assertThat(namespace.told()).containsExactly("pool-10-0-0-1"));
            });

            namespace.create(aClaim("second"));

            within(ofSeconds(30), () -> assertThat(namespace.addresses()).containsExactly("pool-10-0-0-1", "pool-10-0-0-1"));
            serve(() -> within(ofSeconds(30), () -> assertThat(namespace.told())
                    .containsExactlyInAnyOrder("pool-10-0-0-1", "pool-10-0-0-2")));
        }
    }

    /** By another manager, as long as this takes. */
    private void serve(Runnable action) {
        var sharp = site.manager(namespace);
        try {
            action.run();
        } finally {
            sharp.close();
        }
    }
}
