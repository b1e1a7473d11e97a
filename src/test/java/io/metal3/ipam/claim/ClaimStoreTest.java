package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.metal3.ipam.address.AddressApi;
import io.metal3.ipam.address.IPAddresses;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPClaimSpec;
import io.metal3.ipam.api.v1alpha1.IPClaimStatus;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.Conditions;
import io.metal3.ipam.testing.ClockByHand;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static io.metal3.ipam.testing.Patience.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

class ClaimStoreTest {

    private static final String UID = "6a1c1a0e-9c4f-4f2b-8a51-0f5d3c2b1a09";
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

    /** Asked for nothing: the store only reads objects. */
    @AutoClose
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(Config.empty()).withMasterUrl("http://127.0.0.1:1").build())
            .build();

    private final Clock clock = Clock.systemUTC();
    private final ClockByHand clockOfPresence = new ClockByHand();
    private final Presence presence = new Presence(clockOfPresence);
    private boolean awake = true;
    private final IPClaimApi api = new IPClaimApi(
            new ClaimRequests<>(client, IPClaim.class, null),
            new AddressApi<>(client, IPAddresses.KIND),
            new ClaimStatusRenderer(clock));
    private final Departures<IPClaim> departures = new Departures<>();
    private final ClaimStore<IPClaim> store = new ClaimStore<>(api, new Newcomers(clock), departures, presence, () -> awake);

    @Test
    void showsAClaimThatHasItsAddressAsItWas() {
        var claim = bound("a");
        store.put("ns/a", bound("a"));

        assertThat(store.get("ns/a")).isEqualTo(claim).isNotSameAs(store.get("ns/a"));
        assertThat(store.put("ns/a", bound("a"))).isEqualTo(claim);
        assertThat(store.remove("ns/a")).isEqualTo(claim);
        assertThat(store.get("ns/a")).isNull();
    }

    @Test
    void showsAClaimThatTheManagerHasServedAsItWas() {
        store.put("ns/a", served("a", "10.0.0.1"));

        assertThat(store.get("ns/a")).isEqualTo(served("a", "10.0.0.1")).isNotSameAs(store.get("ns/a"));
    }

    @Test
    void keepsOnceWhatManyServedClaimsSay() {
        assertThat(api.shape(served("a", "10.0.0.1"))).isEqualTo(api.shape(served("b", "10.0.0.2")));
    }

    @Test
    void showsTheNumberThatWasChosenForAnEarlierClaimOfTheName() {
        var claims = Stream.generate(() -> served("a", "10.0.0.1")).limit(2).toList();
        claims.forEach(claim -> claim.getMetadata()
                .getAnnotations()
                .put(MetadataKeys.ALLOCATED_FOR_ANNOTATION, "b2f5a0f5-8c0e-4c2c-9a0e-3f3b7f1d2c11"));
        store.put("ns/a", claims.getFirst());

        assertThat(store.get("ns/a")).isEqualTo(claims.getLast());
    }

    @Test
    void tellsSinceWhenThereHaveBeenClaimsWithoutABreak() {
        clockOfPresence.pass(Absence.HOLDS.multipliedBy(2));
        store.put("ns/a", bound("a"));
        assertThat(presence.untilKnown()).as("after the first").isPositive();

        clockOfPresence.pass(Absence.HOLDS.multipliedBy(2));
        store.put("ns/b", bound("b"));
        store.put("ns/a", bound("a"));
        store.remove("ns/a");
        assertThat(presence.untilKnown()).as("as long as there is one").isZero();

        store.remove("ns/b");
        store.put("ns/c", bound("c"));
        assertThat(presence.untilKnown()).as("after the first since there was none").isPositive();
    }

    @Test
    void doesNotKnowWhetherThereWasABreakBeforeAList() {
        store.put("ns/a", bound("a"));
        clockOfPresence.pass(Absence.HOLDS.multipliedBy(2));
        assertThat(presence.untilKnown()).isZero();

        // As the informer does it after each list, to see what is not in it any more.
        assertThat(store.values()).isNotNull();

        assertThat(presence.untilKnown()).isPositive();
    }

    @Test
    void tellsOnceWhoIsGone() {
        store.put("ns/a", bound("a"));
        store.remove("ns/a");

        assertThat(gone("a")).containsExactly(bound("a"));
        assertThat(gone("a")).isEmpty();
    }

    @Test
    void tellsWhoIsGoneWhereAnotherHasTheNameByNow() {
        var first = bound("a");
        var second = bound("a");
        second.getMetadata().setUid("b2f5a0f5-8c0e-4c2c-9a0e-3f3b7f1d2c11");
        store.put("ns/a", first);
        store.put("ns/a", second);
        store.remove("ns/a");

        assertThat(gone("a")).containsExactly(first, second);
    }

    @Test
    void remembersWhoIsGoneUntilThatIsSeenTo() {
        store.put("ns/a", bound("a"));
        store.remove("ns/a");

        assertThatThrownBy(() -> departures.seeTo(bound("a"), claim -> {
                    throw new IllegalStateException("no answer");
                }))
                .hasMessage("no answer");
        assertThat(gone("a")).containsExactly(bound("a"));
    }

    @Test
    void remembersNobodyWhileNobodyActsOnIt() {
        awake = false;
        store.put("ns/a", bound("a"));
        store.remove("ns/a");

        assertThat(gone("a")).isEmpty();
    }

    private List<IPClaim> gone(String name) {
        var gone = new ArrayList<IPClaim>();
        departures.seeTo(bound(name), gone::add);
        return gone;
    }

    @Test
    void showsNoNewsWhileNobodyActsOnIt() {
        awake = false;
        var claim = bound("a");

        assertThat(store.put("ns/a", claim)).isSameAs(claim);
        awake = true;
        assertThat(store.put("ns/a", bound("a"))).isEqualTo(claim).isNotSameAs(claim);
        assertThat(store.put("ns/b", bound("b"))).isNull();
    }

    @Test
    void keepsAClaimThatStillWantsSomethingAsItCame() {
        var unbound = bound("a");
        unbound.setStatus(null);
        store.put("ns/a", unbound);

        assertThat(store.get("ns/a")).isSameAs(unbound);
    }

    @Test
    void keepsWholeWhatCannotBeSaidInBrief() {
        var odd = bound("a");
        odd.getMetadata().setUid("not-a-uid");
        var more = bound("b");
        more.setStatus(new IPClaimStatus(
                new ObjectReferenceBuilder()
                        .withName("p-10-0-0-1")
                        .withNamespace("ns")
                        .withFieldPath("somewhere")
                        .build(),
                null,
                List.of()));
        store.put("ns/a", odd);
        store.put("ns/b", more);

        assertThat(store.get("ns/a")).isSameAs(odd);
        assertThat(store.get("ns/b")).isSameAs(more);
    }

    @Test
    void forgetsWhatNobodyReads() {
        var claim = bound("a");
        claim.getMetadata().setManagedFields(new ArrayList<>(List.of(new ManagedFieldsEntry())));
        claim.getMetadata().setOwnerReferences(List.of(new OwnerReferenceBuilder().withName("maker").build()));
        claim.getMetadata().getAnnotations().put(LAST_APPLIED, "{}");
        store.put("ns/a", claim);

        assertThat(store.get("ns/a")).isEqualTo(bound("a"));
    }

    @Test
    void showsNothingAfterTheFirstListAndEverythingAfterEachOther() {
        store.put("ns/a", bound("a"));
        store.put("ns/b", bound("b"));

        assertThat(store.values()).isEmpty();
        assertThat(store.values()).hasSize(2);
        assertThat(store.all()).hasSize(2);
        assertThat(store.in("ns")).hasSize(2);
        assertThat(store.in("n")).isEmpty();
    }

    @Test
    void showsEverythingIfTheFirstListWasBegunAnew() {
        store.put("ns/a", bound("a"));
        store.put("ns/a", bound("a"));

        assertThat(store.values()).hasSize(1);
    }

    @Test
    void doesNothingForANameThatALivingClaimHas() {
        store.put("ns/a", bound("a"));

        assertThat(store.unlessAlive(key("a"), () -> fail("it lives"))).isFalse();
    }

    @Test
    void doesWhatNobodyNeedsToDoForAClaimInDeletion() {
        var claim = bound("a");
        claim.getMetadata().setDeletionTimestamp("2026-11-22T10:00:00Z");
        store.put("ns/a", claim);

        assertThat(store.unlessAlive(key("a"), () -> {})).isTrue();
    }

    @Test
    void showsAClaimOnlyAfterWhatIsDoneUnlessItIsThere() throws Exception {
        var comes = new Thread(() -> store.put("ns/a", bound("a")));

        var done = store.unlessAlive(key("a"), () -> {
            comes.start();
            eventually(() -> assertThat(comes.getState()).isEqualTo(Thread.State.BLOCKED));
            assertThat(store.get("ns/a")).isNull();
        });

        assertThat(done).isTrue();
        comes.join();
        assertThat(store.get("ns/a")).isNotNull();
    }

    private static ClaimKey key(String name) {
        return new ClaimKey(IPAddresses.CLAIM_KIND, "ns", name);
    }

    private static IPClaim served(String name, String number) {
        var claim = bound(name);
        claim.getMetadata().getAnnotations().put(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION, number);
        claim.getMetadata().getAnnotations().put(MetadataKeys.ALLOCATED_FOR_ANNOTATION, UID);
        claim.setStatus(new IPClaimStatus(
                new ObjectReferenceBuilder()
                        .withName("pool-" + number.replace('.', '-'))
                        .withNamespace("ns")
                        .build(),
                null,
                Conditions.with(
                        List.of(),
                        new Conditions.Told(Conditions.READY, true, "Ready", "has " + number, 2),
                        Instant.parse("2026-11-22T10:00:00Z").plusSeconds(number.hashCode() & 0xff))));
        return claim;
    }

    private static IPClaim bound(String name) {
        var claim = new IPClaim();
        claim.setMetadata(new ObjectMetaBuilder()
                .withNamespace("ns")
                .withName(name)
                .withUid(UID)
                .withResourceVersion("17")
                .withGeneration(2L)
                .withCreationTimestamp("2026-11-22T10:00:00Z")
                .withFinalizers("ipclaim.ipam.metal3.io")
                .withLabels(Map.of("a", "b"))
                .withAnnotations(new TreeMap<>(Map.of("c", "d")))
                .build());
        claim.setSpec(new IPClaimSpec(
                new ObjectReferenceBuilder().withName("pool").build()));
        claim.setStatus(new IPClaimStatus(
                new ObjectReferenceBuilder().withName("p-10-0-0-1").withNamespace("ns").build(),
                null,
                List.of(new ConditionBuilder()
                        .withType("Ready")
                        .withStatus("True")
                        .build())));
        return claim;
    }
}
