package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPClaimStatus;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.kube.ClusterApi;
import io.metal3.ipam.testing.ClaimBuilder;
import io.metal3.ipam.webhook.FieldError;
import io.metal3.ipam.webhook.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.metal3.ipam.testing.Builders.aClaim;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class IPClaimAdmissionTest {

    private static final String NS = "ns";

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private boolean serves = true;
    private final Newcomers newcomers = new Newcomers(new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    });
    private final IPClaimAdmission admission = new IPClaimAdmission(newcomers, object -> serves);

    @Test
    void marksANewClaimAndKnowsItWhenItAppears() {
        var claim = aClaim("a").withFinalizer("somebody/else").in(NS);

        var patch = admission.defaults(claim, false).orElseThrow().text(new KubernetesSerialization());

        assertThat(patch)
                .isEqualTo("[{\"op\":\"add\",\"path\":\"/metadata/finalizers\",\"value\":[\"somebody/else\",\"ipclaim.ipam.metal3.io\"]}]");
        assertThat(appears("a", "uid-1")).isTrue();
        assertThat(appears("a", "uid-2")).as("another of that name").isFalse();
        newcomers.remove("uid-1");
        assertThat(newcomers.contains("uid-1")).isFalse();
    }

    static Stream<Arguments> notToBeMarked() {
        return Stream.of(
                arguments("moved or restored", aClaim("a").withOurFinalizer()),
                arguments("moved or restored, with its address", aClaim("a").remembering("10.0.0.5")),
                arguments("left behind by a move", aClaim("a").annotated(ClusterApi.DELETE_FOR_MOVE_ANNOTATION, "")),
                arguments(
                        "copied from another",
                        aClaim("a").annotated(MetadataKeys.ALLOCATED_ADDRESS_ANNOTATION, "10.0.0.5")),
                arguments("name to be generated", aClaim("")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("notToBeMarked")
    void leavesOtherClaimsAsTheyAre(String name, ClaimBuilder claim) {
        var object = claim.in(NS);

        assertThat(admission.defaults(object, false)).isEmpty();
        assertThat(appears(object.getMetadata().getName(), "uid")).isFalse();
    }

    @Test
    void leavesTheMarkToWhoServesTheClaim() {
        serves = false;

        assertThat(admission.defaults(aClaim("a").in(NS), false)).isEmpty();
        assertThat(appears("a", "uid")).isFalse();
    }

    @Test
    void remembersNothingOfADryRun() {
        assertThat(admission.defaults(aClaim("a").in(NS), true)).isPresent();
        assertThat(appears("a", "uid")).isFalse();
    }

    @Test
    void doesNotTakeAMovedClaimForTheNewOneThatWasNeverMade() {
        admission.defaults(aClaim("a").in(NS), false);
        admission.defaults(aClaim("a").withOurFinalizer().in(NS), false);

        assertThat(appears("a", "uid")).isFalse();
    }

    @Test
    void forgetsAClaimThatDoesNotAppear() {
        admission.defaults(aClaim("a").in(NS), false);
        now = now.plus(Duration.ofSeconds(11));

        assertThat(appears("a", "uid")).isFalse();
    }

    @Test
    void needsTheNameOfAPool() {
        assertThat(admission.validateCreate(aClaim("a").of("").in(NS)).errors())
                .extracting(FieldError::path)
                .containsExactly("spec.pool.name");
        var moved = admission.validateCreate(aClaim("a").of("").withOurFinalizer().in(NS));
        assertThat(moved.errors()).isEmpty();
        assertThat(moved.warnings()).singleElement().asString().startsWith("spec.pool.name: ");
    }

    static Stream<Arguments> told() {
        return Stream.of(
                arguments(aClaim("a"), List.of()),
                arguments(aClaim("a").of("not-there-yet"), List.of()),
                arguments(aClaim("a").poolNamespace(NS), List.of()),
                arguments(aClaim("a").poolNamespace("other"), List.of("spec.pool.namespace: ")),
                arguments(aClaim("a").requesting("10.0.0.5"), List.of()),
                arguments(aClaim("a").requesting("ten"), List.of("metadata.annotations[ipAddress]: ")));
    }

    @ParameterizedTest
    @MethodSource("told")
    void warnsOfWhatWillWait(ClaimBuilder claim, List<String> warnings) {
        var verdict = admission.validateCreate(claim.in(NS));

        assertThat(verdict.errors()).isEmpty();
        assertThat(verdict.warnings()).hasSameSizeAs(warnings);
        for (int i = 0; i < warnings.size(); i++) {
            assertThat(verdict.warnings().get(i)).startsWith(warnings.get(i));
        }
    }

    @Test
    void keepsThePool() {
        var before = aClaim("a").of("one").in(NS);

        assertThat(admission.validateUpdate(before, aClaim("a").of("two").in(NS)).errors())
                .extracting(FieldError::path)
                .containsExactly("spec.pool.name");
        assertThat(admission.validateUpdate(before, aClaim("a").of("one").poolNamespace(NS).in(NS)))
                .isEqualTo(Verdict.FINE);
        var left = aClaim("a").of("two").annotated(ClusterApi.DELETE_FOR_MOVE_ANNOTATION, "").in(NS);
        assertThat(admission.validateUpdate(before, left).errors()).isEmpty();
        assertThat(admission.validateDelete(before)).isEqualTo(Verdict.FINE);
    }

    @Test
    void warnsOfARequestThatComesTooLate() {
        var bound = aClaim("a").requesting("10.0.0.6").in(NS);
        bound.setStatus(new IPClaimStatus(
                new ObjectReferenceBuilder().withName("pool-10-0-0-5").build(), null, List.of()));

        assertThat(admission.validateUpdate(aClaim("a").in(NS), bound).warnings())
                .singleElement()
                .asString()
                .contains("keeps it");
    }

    private boolean appears(String name, String uid) {
        IPClaim claim = aClaim(name).withOurFinalizer().in(NS);
        claim.getMetadata().setUid(uid);
        newcomers.appears(claim);
        return newcomers.contains(uid);
    }
}
