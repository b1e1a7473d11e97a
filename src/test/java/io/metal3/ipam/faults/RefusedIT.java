package io.metal3.ipam.faults;

import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.metal3.ipam.Manager;
import io.metal3.ipam.Settings;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.claim.ClaimOutcome;
import io.metal3.ipam.kube.ConnectionFactory;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Patience.eventually;

/** Claims whose address the API server refuses hold no number meanwhile, so the same one may be written on several of them. */
@ExtendWith(SiteExtension.class)
class RefusedIT {

    private static final String NUMBER = "10.0.0.1";

    private final Site site;
    private final TestNamespace namespace;

    RefusedIT(Site site, TestNamespace namespace) {
        this.site = site;
        this.namespace = namespace;
    }

    @Test
    void aClaimKeepsTheNumberThatIsWrittenOnItWhileAnotherIsRefusedTheSame() {
        namespace.limitAddresses(0);
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        Set<String> resting = ConcurrentHashMap.newKeySet();
        try (var between = FaultyApiServer.before(site.plane().adminConfig(), Site.USER, Journal.nobodyReads());
                var client = between.client(ConnectionFactory.SILENCE);
                var manager = new Manager(
                        client,
                        Settings.defaults().inNamespace(namespace.name()),
                        (claim, outcome) -> {
                            if (outcome instanceof ClaimOutcome.Resting) {
                                resting.add(claim.key().name());
                            }
                        },
                        Metrics.NOOP)) {
            manager.start();
            var claims = List.of(refusedClaimWithTheNumber("first"), refusedClaimWithTheNumber("second"));
            between.hold(RefusedIT::makesAddress);

            claims.forEach(claim -> namespace.annotate(CLAIM, claim, "example.com/again", "now"));

            eventually(() -> {
                assertThat(between.held()).isEqualTo(1);
                assertThat(resting).hasSize(1).isSubsetOf(claims);
            });
            between.letThrough();
            between.hold(RefusedIT::makesAddress);
            eventually(() -> assertThat(between.held()).isEqualTo(1));
            assertThat(claims).allSatisfy(claim -> assertThat(numberOn(claim)).isEqualTo(NUMBER));
        }
    }

    /** It may be tried in the moment in which an earlier one is tried again: then it has another number. */
    private String refusedClaimWithTheNumber(String prefix) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> prefix + "-" + i)
                .filter(claim -> {
                    namespace.create(aClaim(claim));
                    eventually(() -> assertThat(namespace.claim(claim)).isRefused("AllocationFailed"));
                    var hasIt = NUMBER.equals(numberOn(claim));
                    if (!hasIt) {
                        namespace.delete(CLAIM, claim);
                    }
                    return hasIt;
                })
                .findFirst()
                .orElseThrow();
    }

    private static boolean makesAddress(Call call) {
        return call.isWrite() && call.path().endsWith("/ipaddresses");
    }

    private @Nullable String numberOn(String claim) {
        return namespace.claim(claim).getMetadata().getAnnotations().get(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION);
    }
}
