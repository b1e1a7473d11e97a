package io.metal3.ipam.address;

import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.kube.ClusterApi;
import io.metal3.ipam.pool.PoolParser;
import io.metal3.ipam.testing.AddressBuilder;
import io.metal3.ipam.webhook.FieldError;
import io.metal3.ipam.webhook.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Builders.anAddress;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class IPAddressAdmissionTest {

    private static final String NS = "ns";

    private final Allocator allocator = new Allocator(new Random(1));
    private boolean serves = true;
    private final IPAddressAdmission admission = new IPAddressAdmission(allocator, object -> serves);

    IPAddressAdmissionTest() {
        var spec = aPool().range("10.0.0.1", "10.0.0.9").spec();
        allocator.definePool(new PoolKey(NS, "pool"), PoolParser.parse(spec).definition());
        var held = anAddress("10.0.0.5").named("pool-10-0-0-5").heldBy("a").withOurFinalizer().in(NS);
        held.getMetadata().setUid("uid");
        IPAddresses.KIND.read(held).ifPresent(allocator::observe);
    }

    static Stream<Arguments> byHand() {
        return Stream.of(
                arguments(anAddress("10.0.0.6"), List.of()),
                arguments(anAddress("ten"), List.of("spec.address")),
                arguments(anAddress(""), List.of("spec.address")),
                arguments(anAddress("10.0.0.6").heldBy(""), List.of("spec.claim.name")),
                arguments(anAddress("10.0.0.6").of("").heldBy(""), List.of("spec.claim.name", "spec.pool.name")),
                arguments(anAddress("10.0.0.5"), List.of("spec.address")),
                arguments(anAddress("::ffff:10.0.0.5"), List.of("spec.address")),
                arguments(anAddress("10.0.0.5").of("another"), List.of()),
                arguments(anAddress("10.0.0.5").named("pool-10-0-0-5"), List.of()));
    }

    @ParameterizedTest
    @MethodSource("byHand")
    void refusesWhatIsMadeByHandAndWrong(AddressBuilder address, List<String> paths) {
        assertThat(admission.validateCreate(address.in(NS)).errors())
                .extracting(FieldError::path)
                .containsExactlyElementsOf(paths);
    }

    @ParameterizedTest
    @MethodSource("byHand")
    void letsInWhatArrivesFromElsewhere(AddressBuilder address, List<String> paths) {
        assertThat(admission.validateCreate(address.withOurFinalizer().in(NS)).errors()).isEmpty();
    }

    @Test
    void warnsOfAnAddressOutsideOfItsPool() {
        assertThat(admission.validateCreate(anAddress("10.0.0.50").in(NS)).warnings())
                .singleElement()
                .asString()
                .contains("in no range of IPPool pool");
    }

    @Test
    void sayingNothingOfWhatItDoesNotKnow() {
        serves = false;

        assertThat(admission.validateCreate(anAddress("10.0.0.5").in(NS))).isEqualTo(Verdict.FINE);
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                arguments(anAddress("10.0.0.7"), List.of("spec.address")),
                arguments(anAddress("10.0.0.6").heldBy("b"), List.of("spec.claim.name")),
                arguments(anAddress("10.0.0.6").heldBy("b").of("q"), List.of("spec.claim.name", "spec.pool.name")),
                arguments(anAddress("10.0.0.6").withOurFinalizer(), List.of()));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void keepsTheSpec(AddressBuilder now, List<String> paths) {
        var before = anAddress("10.0.0.6").in(NS);

        assertThat(admission.validateUpdate(before, now.in(NS)).errors())
                .extracting(FieldError::path)
                .containsExactlyElementsOf(paths);
        assertThat(admission.validateUpdate(before, left(now.in(NS)))).isEqualTo(Verdict.FINE);
    }

    @Test
    void letsEverybodyDelete() {
        assertThat(admission.validateDelete(anAddress("10.0.0.5").in(NS))).isEqualTo(Verdict.FINE);
    }

    private static IPAddress left(IPAddress object) {
        object.getMetadata().setAnnotations(Map.of(ClusterApi.DELETE_FOR_MOVE_ANNOTATION, ""));
        return object;
    }
}
