package io.metal3.ipam.it;

import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.ResourceVersion;
import io.metal3.ipam.testing.RunningManager;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.ADDRESS;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Kind.POOL;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.within;

/** The manager remembers nothing, and forgets nothing: whatever happens while it is away, or in the middle of its work. */
@ExtendWith(SiteExtension.class)
class RestartIT {

    private static final Duration WHILE_HUNDREDS_ARE_SERVED = Duration.ofMinutes(1);

    private static final Duration LONGER_THAN_A_REQUEST = Duration.ofMinutes(2);

    private final TestNamespace namespace;
    private final RunningManager manager;

    RestartIT(Site site, TestNamespace namespace) {
        this.namespace = namespace;
        manager = site.manager(namespace);
    }

    @AfterEach
    void stop() {
        manager.close();
    }

    @Test
    void heldAddressesAreKept() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        namespace.addressFor("a");
        namespace.addressFor(aClaim("b").requesting("10.0.0.12"));

        manager.stop();
        manager.start();

        assertThat(namespace.addressFor("c")).isEqualTo("10.0.0.11");
        assertThat(namespace.addressFor("d")).isEqualTo("10.0.0.13");
        assertThat(namespace.numbers())
                .isEqualTo(Map.of("a", "10.0.0.10", "b", "10.0.0.12", "c", "10.0.0.11", "d", "10.0.0.13"));
    }

    @Test
    void nothingIsWrittenToWhatIsInOrder() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));
        namespace.addressFor("a");
        namespace.create(aClaim("waits"));
        eventually(() -> assertThat(namespace.claim("waits")).isRefused("PoolExhausted"));
        eventually(() -> assertThat(namespace.pool()).hasCounts(1, 0, 1, 1));
        namespace.settle();
        manager.stop();
        var pool = namespace.pool();
        var claim = namespace.claim("a");
        var address = namespace.addressOf("a");
        var waiting = namespace.claim("waits");

        manager.start();
        namespace.settle();

        assertThat(namespace.claim("a")).isUntouchedSince(claim);
        assertThat(namespace.address("pool-10-0-0-10")).isUntouchedSince(address);
        assertThat(namespace.claim("waits")).isUntouchedSince(waiting);
        assertThat(namespace.pool()).isUntouchedSince(pool);
    }

    @Test
    void whoHasItsAddressLetsOthersGoFirst() {
        namespace.create(aPool().range("10.0.0.1", "10.0.1.250"));
        var served = IntStream.range(0, 300).mapToObj(i -> "served-" + i).toList();
        served.forEach(name -> namespace.create(aClaim(name)));
        within(WHILE_HUNDREDS_ARE_SERVED, () -> Assertions.assertThat(namespace.told()).hasSize(served.size()));
        manager.stop();
        served.forEach(name -> namespace.removeFinalizer(CLAIM, name, MetadataKeys.CLAIM_FINALIZER));
        namespace.create(aClaim("new"));

        manager.start();

        within(WHILE_HUNDREDS_ARE_SERVED, () -> Assertions.assertThat(namespace.list(CLAIM))
                .allSatisfy(claim -> Assertions.assertThat(claim.getMetadata().getFinalizers()).isNotEmpty()));
        eventually(() -> assertThat(namespace.number("new")).isNotNull());
        var lastWrite = ResourceVersion.of(namespace.claim("new"));
        Assertions.assertThat(served)
                .filteredOn(name -> ResourceVersion.of(namespace.claim(name)) > lastWrite)
                .hasSizeGreaterThan(served.size() / 2);
    }

    @Test
    void aPoolInDeletionGoesOnceNothingCanComeAnyMoreOfWhatWasBegunBefore() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        eventually(() -> assertThat(namespace.pool()).hasFinalizer(MetadataKeys.POOL_FINALIZER));
        manager.stop();
        var claim = namespace.create(aClaim("a").withOurFinalizer());
        namespace.annotate(CLAIM, "a", MetadataKeys.ALLOCATED_FOR_ANNOTATION, claim.getMetadata().getUid());
        namespace.annotate(CLAIM, "a", MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION, "10.0.0.10");
        namespace.delete(POOL, "pool");

        manager.start();

        eventually(() -> assertThat(namespace.claim("a")).isRefused("PoolNotReady"));
        Assertions.assertThat(namespace.find(POOL, "pool")).as("a request for the address may be on its way").isPresent();
        within(LONGER_THAN_A_REQUEST, () -> Assertions.assertThat(namespace.find(POOL, "pool")).isEmpty());
    }

    @Test
    void claimsThatWaitAreServedOldestFirst() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));
        namespace.addressFor("holder");
        namespace.create(aClaim("z-older"));
        namespace.awaitNextSecond();
        namespace.create(aClaim("a-younger"));
        eventually(() -> assertThat(namespace.claim("z-older")).isRefused("PoolExhausted"));
        eventually(() -> assertThat(namespace.claim("a-younger")).isRefused("PoolExhausted"));

        manager.stop();
        namespace.change(aPool().range("10.0.0.10", "10.0.0.11"));
        manager.start();

        eventually(() -> assertThat(namespace.number("z-older")).isEqualTo("10.0.0.11"));
        namespace.settle();
        assertThat(namespace.claim("a-younger")).isRefused("PoolExhausted");
    }

    @Test
    void claimsMadeMeanwhileAreServedOldestFirst() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.11"));
        manager.stop();
        for (var claim : new String[] {"z-first", "m-second", "a-third"}) {
            namespace.create(aClaim(claim));
            namespace.awaitNextSecond();
        }

        manager.start();

        eventually(() -> assertThat(namespace.number("z-first")).isNotNull());
        eventually(() -> assertThat(namespace.number("m-second")).isNotNull());
        eventually(() -> assertThat(namespace.claim("a-third")).isRefused("PoolExhausted"));
    }

    @Test
    void aStatusThatWasLostMeanwhileIsMadeAgain() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        namespace.addressFor("a");
        var address = namespace.addressOf("a");
        manager.stop();
        namespace.patchStatus(CLAIM, "a", "{\"status\": null}");

        manager.start();

        eventually(() -> assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-10"));
        assertThat(namespace.address("pool-10-0-0-10")).isUntouchedSince(address);
        assertThat(namespace.list(ADDRESS)).hasSize(1);
    }

    @Test
    void aStatusThatIsLostBeforeOurEyesIsMadeAgain() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        namespace.addressFor("a");

        namespace.patchStatus(CLAIM, "a", "{\"status\": null}");

        eventually(() -> assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-10"));
        assertThat(namespace.list(ADDRESS)).hasSize(1);
    }

    @Test
    void aClaimDeletedMeanwhileIsReleased() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));
        namespace.addressFor("a");
        manager.stop();
        namespace.delete(CLAIM, "a");
        namespace.create(aClaim("b"));

        manager.start();

        eventually(() -> assertThat(namespace.number("b")).isEqualTo("10.0.0.10"));
        assertThat(namespace.find(CLAIM, "a")).isEmpty();
    }

    @Test
    void anAddressTakenAwayMeanwhileIsMadeAgainBeforeAnybodyElseGetsTheNumber() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.10"));
        namespace.addressFor("a");
        var earlier = namespace.claim("a");
        namespace.create(aClaim("waits"));
        eventually(() -> assertThat(namespace.claim("waits")).isRefused("PoolExhausted"));
        manager.stop();
        namespace.stripFinalizers(ADDRESS, "pool-10-0-0-10");
        namespace.delete(ADDRESS, "pool-10-0-0-10");

        manager.start();

        eventually(() -> assertThat(namespace.address("pool-10-0-0-10")).isOwnedBy(namespace.pool(), earlier));
        assertThat(namespace.claim("a")).isBoundTo("pool-10-0-0-10");
        assertThat(namespace.claim("waits")).isRefused("PoolExhausted");
    }

    /** It may be hand-made, or on its way in a move: without having seen the claim go nobody can tell. */
    @Test
    void anAddressWhoseClaimWentMeanwhileIsKeptAndShown() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        namespace.addressFor("a");
        manager.stop();
        namespace.stripFinalizers(CLAIM, "a");
        namespace.delete(CLAIM, "a");

        manager.start();

        assertThat(namespace.addressFor("b")).isEqualTo("10.0.0.11");
        assertThat(namespace.address("pool-10-0-0-10")).isNotBeingDeleted();
        eventually(() -> assertThat(namespace.pool()).lists(Map.of("a", "10.0.0.10", "b", "10.0.0.11")));
    }

    @Test
    void aPoolDeletedMeanwhileIsLetGoWhenItIsEmpty() {
        namespace.create(aPool().range("10.0.0.10", "10.0.0.20"));
        namespace.addressFor("a");
        manager.stop();
        namespace.delete(CLAIM, "a");
        namespace.delete(POOL, "pool");

        manager.start();

        eventually(() -> assertThat(namespace.find(POOL, "pool")).isEmpty());
    }
}
