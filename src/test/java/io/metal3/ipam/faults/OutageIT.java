package io.metal3.ipam.faults;

import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Patience.within;
import static org.assertj.core.api.Assertions.assertThat;

/** An API server may be away for minutes, and is missed by nobody as much as by the claims that were made just before. */
@ExtendWith(SiteExtension.class)
class OutageIT {

    private static final Path FOLDER = Path.of("target", "outage");

    /** As often as a watch is begun anew in vain until the pauses between grow no longer. */
    private static final int LONG_ENOUGH = 7;

    private final Site site;
    private final TestNamespace namespace;

    OutageIT(Site site, TestNamespace namespace) {
        this.site = site;
        this.namespace = namespace;
    }

    @Test
    void claimsAreServedWithinSecondsOfTheEndOfALongOutage() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        try (var between = FaultyApiServer.before(site.plane().adminConfig(), Site.USER, Journal.nobodyReads());
                var manager = ManagerJvm.behind(between, FOLDER, "manager.log", "--namespace=" + namespace.name())) {
            namespace.create(aClaim("before"));
            within(Duration.ofMinutes(1), () -> assertThat(namespace.number("before")).isNotNull());

            between.goDown();
            namespace.create(aClaim("meanwhile"));
            var claims = "/apis/ipam.metal3.io/v1alpha1/namespaces/" + namespace.name() + "/ipclaims";
            within(Duration.ofMinutes(2), () -> assertThat(between.inVain(claims)).isGreaterThanOrEqualTo(LONG_ENOUGH));
            between.comeBack();

            within(Duration.ofSeconds(8), () -> assertThat(namespace.number("meanwhile")).isNotNull());
            assertThat(manager.ends()).isZero();
        }
    }
}
