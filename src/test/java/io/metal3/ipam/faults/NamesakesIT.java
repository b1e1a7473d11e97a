package io.metal3.ipam.faults;

import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aCapiClaim;
import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Builders.anAddress;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/** Two managers without election, one of which has long been shown nothing of what the other does. */
@ExtendWith(SiteExtension.class)
class NamesakesIT {

    private static final Predicate<String> ADDRESSES = path -> path.endsWith("/ipaddresses");

    private final Site site;
    private final TestNamespace namespace;

    NamesakesIT(Site site, TestNamespace namespace) {
        this.site = site;
        this.namespace = namespace;
    }

    @Test
    void anIPClaimIsNotToldOfANumberThatAnIPAddressClaimHas() {
        serveBlindTo(
                ADDRESSES.or(path -> path.endsWith("/ipaddressclaims")),
                () -> namespace.create(aCapiClaim("seen-by-one")),
                () -> namespace.create(aClaim("seen-by-the-other")));

        assertThat(namespace.number("seen-by-the-other")).isEqualTo("10.0.0.4");
    }

    @Test
    void anIPAddressClaimIsNotToldOfANumberThatAnIPClaimHas() {
        serveBlindTo(
                ADDRESSES.or(path -> path.endsWith("/ipclaims")),
                () -> namespace.create(aClaim("seen-by-one")),
                () -> namespace.create(aCapiClaim("seen-by-the-other")));

        assertThat(namespace.number("seen-by-one")).isEqualTo("10.0.0.3");
    }

    @Test
    void aClaimKeepsWhatItWasToldOfWhereNothingButAnotherAddressOfItIsSeen() {
        var pool = namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        var claim = namespace.create(aClaim("claim").paused());
        createAddress("10.0.0.1", claim, pool);
        try (var blind = ManagerBehind.serving(site, namespace)) {
            blind.between().loseWatches(ADDRESSES);
            createAddress("10.0.0.2", claim, pool);
            namespace.patchStatus(CLAIM, "claim", "{\"status\": {\"address\": {\"name\": \"pool-10-0-0-2\"}}}");
            namespace.removeAnnotation(CLAIM, "claim", "cluster.x-k8s.io/paused");

            eventually(() -> assertThat(namespace.addresses()).containsExactly("pool-10-0-0-2"));
            assertThat(namespace.told()).containsExactly("pool-10-0-0-2");
        }
    }

    private void createAddress(String number, IPClaim claim, IPPool pool) {
        namespace.create(anAddress(number)
                .named("pool-" + number.replace('.', '-'))
                .heldBy("claim")
                .withOurFinalizer()
                .ownedBy(pool)
                .ownedBy(claim));
    }

    /**
     * Has one claim served by one manager, and then another one by another manager.
     *
     * @param path which watches of the second manager are dead by then
     */
    private void serveBlindTo(Predicate<String> path, Runnable first, Runnable second) {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        try (var blind = ManagerBehind.serving(site, namespace)) {
            namespace.create(aClaim("one"));
            namespace.create(aCapiClaim("other"));
            eventually(() -> assertThat(namespace.told()).containsExactlyInAnyOrder("pool-10-0-0-1", "pool-10-0-0-2"));

            blind.between().loseWatches(path);
            var sharp = site.manager(namespace);
            try {
                first.run();
                eventually(() -> assertThat(namespace.told()).hasSize(3).contains("pool-10-0-0-3"));
            } finally {
                sharp.close();
            }
            second.run();

            eventually(() -> assertThat(namespace.told()).hasSize(4).contains("pool-10-0-0-4"));
            assertThat(namespace.addresses()).containsExactlyInAnyOrderElementsOf(namespace.told());
        }
    }
}
