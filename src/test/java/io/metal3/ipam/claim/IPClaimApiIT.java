package io.metal3.ipam.claim;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.address.AddressApi;
import io.metal3.ipam.address.IPAddresses;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.kube.Refusal;
import io.metal3.ipam.testing.Kind;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.anAddress;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What may be told of a claim that the watch has not shown as it is. */
@ExtendWith(SiteExtension.class)
class IPClaimApiIT {

    private static final ClaimOutcome NO_POOL = new ClaimOutcome.Waiting(ClaimReason.POOL_NOT_FOUND, "no pool");
    private static final ClaimOutcome NO_ADDRESS = new ClaimOutcome.Waiting(ClaimReason.ADDRESS_NOT_AVAILABLE, "no address");
    private static final ClaimOutcome REFUSED =
            new ClaimOutcome.Refused(ClaimReason.ALLOCATION_FAILED, "refused", Duration.ofSeconds(1));

    private final TestNamespace namespace;
    private final KubernetesClient client;
    private final IPClaimApi api;

    IPClaimApiIT(Site site, TestNamespace namespace) {
        this.namespace = namespace;
        client = site.managerClient();
        api = new IPClaimApi(
                new ClaimRequests<>(client, IPClaim.class, namespace.name()),
                new AddressApi<>(client, IPAddresses.KIND),
                new ClaimStatusRenderer(Clock.systemUTC()));
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void oneNewsAfterTheOtherIsToldAtOnceThoughTheWatchShowsNoneOfThem() {
        var shown = namespace.create(aClaim("claim"));

        assertThat(api.report(shown, NO_POOL)).isTrue();
        assertThat(api.report(shown, NO_ADDRESS)).isTrue();
        assertThat(api.report(shown, NO_ADDRESS)).isFalse();
        assertThat(api.report(shown, REFUSED)).isTrue();

        assertThat(namespace.claim("claim")).isRefused("AllocationFailed").says("refused");
    }

    @Test
    void badNewsIsNotToldWhereSomebodyElseHasChangedTheClaimMeanwhile() {
        var shown = namespace.create(aClaim("claim"));
        api.report(shown, NO_POOL);
        namespace.annotate(Kind.CLAIM, "claim", "example.com/somebody", "else");

        assertIsOutdated(() -> api.report(shown, NO_ADDRESS));
        assertThat(api.report(namespace.claim("claim"), NO_ADDRESS)).isTrue();
    }

    @Test
    void theFinalizerComesAtOnceThoughTheWatchHasNotShownTheNewsBefore() {
        var shown = namespace.create(aClaim("claim"));
        api.report(shown, NO_POOL);

        var held = api.hold(api.read(shown), Map.of("example.com/number", "10.0.0.1"));

        assertThat(held.hasOurFinalizer()).isTrue();
        assertThat(namespace.claim("claim").getMetadata().getFinalizers()).containsExactly(held.finalizer());
        assertThat(namespace.claim("claim").getMetadata().getAnnotations()).containsEntry("example.com/number", "10.0.0.1");
    }

    @Test
    void theFinalizerDoesNotComeWhereSomebodyElseHasChangedTheClaimMeanwhile() {
        var shown = namespace.create(aClaim("claim"));
        api.report(shown, NO_POOL);
        namespace.annotate(Kind.CLAIM, "claim", "example.com/somebody", "else");

        assertIsOutdated(() -> api.hold(api.read(shown), Map.of()));
    }

    @Test
    void anAddressIsNotToldWhereItsNumberWasGivenUpAndChosenOnceMoreMeanwhile() {
        var shown = namespace.create(aClaim("claim"));
        var chosen = api.hold(api.read(shown), number(""));
        var givenUp = api.hold(chosen, number(MetadataKeys.GIVEN_UP));
        var chosenAgain = api.hold(givenUp, number(""));

        assertIsOutdated(() -> api.report(shown, bound(chosen)));
        assertThat(namespace.claim("claim").getStatus()).isNull();
        assertThat(api.report(shown, bound(chosenAgain))).isTrue();
    }

    @Test
    void whatTheClaimWasSeenToSayIsWrittenOnceMoreWhereSomethingElseMayHaveBeenWrittenMeanwhile() {
        api.report(namespace.create(aClaim("claim")), NO_POOL);
        var shown = namespace.claim("claim");
        namespace.patchStatus(Kind.CLAIM, "claim", "{\"status\": {\"errorMessage\": \"carried out, and not answered\"}}");
        assertThat(api.report(shown, NO_POOL)).isFalse();

        assertIsOutdated(() -> api.report(shown, NO_ADDRESS));

        assertIsOutdated(() -> api.report(shown, NO_POOL));
        assertThat(api.report(namespace.claim("claim"), NO_POOL)).isTrue();
        assertThat(api.report(namespace.claim("claim"), NO_POOL)).isFalse();
    }

    @Test
    void thereIsAClaimAsSoonAsThereIsOne() {
        assertThat(api.isAny()).isFalse();

        namespace.create(aClaim("claim").of("nobodys-pool"));

        assertThat(api.isAny()).isTrue();
    }

    @Test
    void anAddressThatAnotherManagerHasAdoptedForTheNextClaimOfTheNameStays() {
        var next = namespace.create(aClaim("claim"));
        var known = read(namespace.create(anAddress("10.0.0.1").heldBy("claim").withOurFinalizer()));
        namespace.addOwner(Kind.ADDRESS, known.key().name(), next);
        var adopted = namespace.address(known.key().name());

        assertThat(api.releaseUnlessAdopted(known, "an-earlier-one")).contains(read(adopted));

        assertThat(namespace.address(known.key().name())).isUntouchedSince(adopted);
    }

    @Test
    void anAddressThatNamesNobodyOrTheClaimThatIsGoneIsEnded() {
        var claim = namespace.create(aClaim("claim"));
        var nobodys = read(namespace.create(anAddress("10.0.0.1").heldBy("claim").withOurFinalizer()));
        var its = read(namespace.create(anAddress("10.0.0.2").heldBy("claim").withOurFinalizer().ownedBy(claim)));

        assertThat(api.releaseUnlessAdopted(nobodys, claim.getMetadata().getUid())).isEmpty();
        assertThat(api.releaseUnlessAdopted(its, claim.getMetadata().getUid())).isEmpty();
        assertThat(namespace.list(Kind.ADDRESS)).isEmpty();

        assertThat(api.releaseUnlessAdopted(its, claim.getMetadata().getUid())).as("once it is gone").isEmpty();
    }

    private static AddressObject read(IPAddress address) {
        return IPAddresses.KIND.read(address).orElseThrow();
    }

    private static void assertIsOutdated(ThrowingCallable report) {
        assertThatThrownBy(report)
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        refused -> assertThat(Refusal.of(refused)).isEqualTo(Refusal.CHANGED));
    }

    private static Map<String, String> number(String state) {
        return Map.of(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION, "10.0.0.1" + state);
    }

    private static ClaimOutcome bound(Claim claim) {
        var namespace = claim.key().namespace();
        var address = new AddressObject(
                IPAddresses.KIND.key(namespace, "pool-10-0-0-1"),
                "uid",
                Address.parse("10.0.0.1"),
                new PoolKey(namespace, "pool"),
                claim.key(),
                claim.uid(),
                false);
        return new ClaimOutcome.Bound(address, claim.resourceVersion());
    }
}
