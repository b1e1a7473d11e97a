package io.metal3.ipam.faults;

import io.fabric8.kubernetes.api.model.Condition;
import io.metal3.ipam.api.clusterapi.IPAddressClaimStatus;
import io.metal3.ipam.testing.IpamAssertions;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aCapiClaim;
import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Kind.CAPI_CLAIM;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.within;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two managers without election, of which one is never shown a claim of one kind, and the other none of the other kind. Each takes its own for
 * the only kind there is.
 */
@ExtendWith(SiteExtension.class)
class FirstOfAKindIT {

    private static final int OF_EACH_KIND = 20;

    private final Site site;
    private final TestNamespace namespace;

    FirstOfAKindIT(Site site, TestNamespace namespace) {
        this.site = site;
        this.namespace = namespace;
    }

    @Test
    void anIPAddressClaimIsNotToldOfTheNumberOfAnIPClaim() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.1"));
        withManagersThatSeeOneKindEach(() -> {
            namespace.create(aClaim("claim"));
            eventually(() -> assertThat(namespace.told()).containsExactly("pool-10-0-0-1"));

            namespace.create(aCapiClaim("claim"));

            eventually(() -> assertThat(namespace.get(CAPI_CLAIM, "claim").getStatus())
                    .extracting(IPAddressClaimStatus::conditions, InstanceOfAssertFactories.list(Condition.class))
                    .extracting(Condition::getReason)
                    .containsExactly("PoolExhausted"));
            assertThat(namespace.told()).containsExactly("pool-10-0-0-1");
        });
    }

    @Test
    void anIPClaimIsNotToldOfTheNumberOfAnIPAddressClaim() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.1"));
        withManagersThatSeeOneKindEach(() -> {
            namespace.create(aCapiClaim("claim"));
            eventually(() -> assertThat(namespace.told()).containsExactly("pool-10-0-0-1"));

            namespace.create(aClaim("claim"));

            eventually(() -> IpamAssertions.assertThat(namespace.claim("claim")).isRefused("PoolExhausted"));
            assertThat(namespace.told()).containsExactly("pool-10-0-0-1");
        });
    }

    @Test
    void noNumberIsToldTwiceHoweverManyWantOneAtOnce() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.250"));
        withManagersThatSeeOneKindEach(() -> {
            IntStream.range(0, OF_EACH_KIND).mapToObj(i -> "claim-" + i).forEach(name -> {
                namespace.create(aClaim(name));
                namespace.create(aCapiClaim(name));
            });

            within(ofSeconds(60), () -> assertThat(namespace.told()).hasSize(2 * OF_EACH_KIND));
            assertThat(namespace.told()).doesNotHaveDuplicates();
        });
    }

    private void withManagersThatSeeOneKindEach(Runnable test) {
        withOneThatDoesNotSee("/apis/ipam.cluster.x-k8s.io/", () -> withOneThatDoesNotSee("/apis/ipam.metal3.io/", test));
    }

    private void withOneThatDoesNotSee(String group, Runnable test) {
        Predicate<String> isOfThisGroup = path -> path.startsWith(group) && !path.endsWith("/ippools");
        try (var manager = ManagerBehind.serving(site, namespace)) {
            manager.between().loseWatches(isOfThisGroup);
            test.run();
        }
    }
}
