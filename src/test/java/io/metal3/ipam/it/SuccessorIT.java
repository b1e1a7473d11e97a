package io.metal3.ipam.it;

import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.metal3.ipam.Manager;
import io.metal3.ipam.Settings;
import io.metal3.ipam.claim.Claim;
import io.metal3.ipam.claim.ClaimOutcome;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.ADDRESS;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.throughout;

/** A claim may be deleted and made anew under its name before anybody has had the time to look at either. */
@ExtendWith(SiteExtension.class)
class SuccessorIT {

    private static final Duration LONG_ENOUGH_TO_BE_SEEN = Duration.ofSeconds(1);

    private final Site site;
    private final TestNamespace namespace;
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch mayGoOn = new CountDownLatch(1);

    SuccessorIT(Site site, TestNamespace namespace) {
        this.site = site;
        this.namespace = namespace;
    }

    @Test
    void aClaimIsServedThatWasMadeAnewWhileEverybodyWasBusy() throws InterruptedException {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        try (var client = new KubernetesClientBuilder().withConfig(site.managerConfig()).build();
                var manager = new Manager(client, oneWorker(), this::looked, Metrics.NOOP)) {
            manager.start();
            namespace.create(aClaim("again").of("none"));
            eventually(() -> assertThat(namespace.claim("again")).isWaiting("PoolNotFound"));
            namespace.create(aClaim("slow"));
            busy.await();

            namespace.delete(CLAIM, "again");
            eventually(() -> assertThat(namespace.find(CLAIM, "again")).isEmpty());
            namespace.create(aClaim("again"));
            throughout(LONG_ENOUGH_TO_BE_SEEN, () -> assertThat(namespace.claim("again")).hasNoStatus());
            mayGoOn.countDown();

            eventually(() -> assertThat(namespace.addressOf("again")).isNotNull());
        } finally {
            mayGoOn.countDown();
        }
    }

    @ParameterizedTest(name = "and garbage collection was there first: {0}")
    @ValueSource(booleans = {false, true})
    void theAddressIsGivenBackOfAClaimThatVanishedAndWasMadeAnewForAnotherPool(boolean collected) throws InterruptedException {
        namespace.create(aPool("one").range("10.0.0.1", "10.0.0.9"));
        namespace.create(aPool("two").range("10.0.1.1", "10.0.1.9").namePrefix("two"));
        try (var client = new KubernetesClientBuilder().withConfig(site.managerConfig()).build();
                var manager = new Manager(client, oneWorker(), this::looked, Metrics.NOOP)) {
            manager.start();
            namespace.create(aClaim("again").of("one"));
            eventually(() -> assertThat(namespace.addressOf("again")).isNotNull());
            var first = namespace.addressOf("again").getMetadata().getName();
            namespace.create(aClaim("slow").of("one"));
            busy.await();

            namespace.stripFinalizers(CLAIM, "again");
            namespace.delete(CLAIM, "again");
            eventually(() -> assertThat(namespace.find(CLAIM, "again")).isEmpty());
            if (collected) {
                namespace.patch(ADDRESS, first, "{\"metadata\": {\"ownerReferences\": []}}");
            }
            namespace.create(aClaim("again").of("two"));
            throughout(LONG_ENOUGH_TO_BE_SEEN, () -> assertThat(namespace.claim("again")).hasNoStatus());
            mayGoOn.countDown();

            eventually(() -> assertThat(namespace.number("again")).isEqualTo("10.0.1.1"));
            eventually(() -> assertThat(namespace.find(ADDRESS, first)).isEmpty());
        } finally {
            mayGoOn.countDown();
        }
    }

    private Settings oneWorker() {
        var settings = Settings.defaults().inNamespace(namespace.name());
        return new Settings(
                settings.namespace(),
                settings.watchFilter(),
                1,
                settings.poolStatusInterval(),
                settings.maxIndexes(),
                settings.webhook(),
                settings.alone());
    }

    private void looked(Claim claim, ClaimOutcome outcome) {
        if (claim.key().name().equals("slow")) {
            busy.countDown();
            try {
                mayGoOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
