package io.metal3.ipam.it;

import io.metal3.ipam.testing.ClaimBuilder;
import io.metal3.ipam.testing.ManagerExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.ADDRESS;
import static io.metal3.ipam.testing.Kind.CLAIM;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.within;

/** Many claims at once: no address twice, nothing left behind. */
@ExtendWith(ManagerExtension.class)
class CrowdIT {

    private static final int CROWD = 300;

    private final TestNamespace namespace;

    CrowdIT(TestNamespace namespace) {
        this.namespace = namespace;
    }

    @Test
    void threeHundredClaimsInOnePoolGetThreeHundredAddresses() {
        namespace.create(aPool().range("10.0.0.1", "10.0.1.44"));

        createCrowd(i -> aClaim("claim-" + i));

        awaitAddresses(CROWD);
        namespace.create(aClaim("one-too-many"));
        eventually(() -> assertThat(namespace.claim("one-too-many")).isRefused("PoolExhausted"));
        eventually(() -> assertThat(namespace.pool()).hasCounts(CROWD, 0, CROWD, 1));
    }

    @Test
    void inTwoPoolsThatOverlapUnderOnePrefixNoAddressIsGivenTwice() {
        namespace.create(aPool("one").namePrefix("same").range("10.0.0.1", "10.0.1.44").random());
        namespace.create(aPool("two").namePrefix("same").range("10.0.0.1", "10.0.1.44"));

        createCrowd(i -> aClaim("claim-" + i).of(i % 2 == 0 ? "one" : "two"));

        awaitAddresses(CROWD);
    }

    @Test
    void moreThanThereIsRoomForAreServedAsOthersLeave() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.50"));
        createCrowd(i -> aClaim("claim-" + i));

        // Whoever has an address leaves, until everybody has had one.
        within(Duration.ofSeconds(30), () -> {
            namespace.numbers().keySet().forEach(claim -> namespace.delete(CLAIM, claim));
            assertThat(namespace.list(CLAIM)).isEmpty();
        });

        eventually(() -> assertThat(namespace.list(ADDRESS)).isEmpty());
        eventually(() -> assertThat(namespace.pool()).hasCounts(50, 50, 0, 0).isReady());
    }

    private void createCrowd(IntFunction<ClaimBuilder> claim) {
        try (var threads = Executors.newFixedThreadPool(16)) {
            IntStream.range(0, CROWD).forEach(i -> threads.execute(() -> namespace.create(claim.apply(i))));
        }
    }

    private void awaitAddresses(int expected) {
        within(Duration.ofSeconds(30), () -> assertThat(boundClaims()).hasSize(expected));
        assertThat(namespace.numbers()).containsOnlyKeys(boundClaims());
        assertThat(namespace.numbers().values()).doesNotHaveDuplicates();
    }

    private List<String> boundClaims() {
        return namespace.list(CLAIM).stream()
                .filter(claim -> claim.getStatus() != null && claim.getStatus().address() != null)
                .map(claim -> claim.getMetadata().getName())
                .toList();
    }
}
