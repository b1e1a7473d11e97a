package io.metal3.ipam.move;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.api.clusterapi.NameReference;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.testing.Kind;
import io.metal3.ipam.testing.TestNamespace;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who holds what in a namespace, by its address objects of both kinds.
 *
 * @param byClaim {@code IPClaim a} to the name of its object and the number in it
 */
record Holdings(Map<String, Holding> byClaim) {

    record Holding(String object, String number) {}

    /** Throws an {@link AssertionError} where a claim has two, or a number has two claims. */
    static Holdings in(TestNamespace namespace) {
        var result = new TreeMap<String, Holding>();
        namespace.list(Kind.ADDRESS).forEach(object -> {
            var spec = Objects.requireNonNull(object.getSpec());
            put(result, "IPClaim " + spec.claim().getName(), object.getMetadata().getName(), spec.address());
        });
        namespace.list(Kind.CAPI_ADDRESS).forEach(object -> {
            var spec = Objects.requireNonNull(object.getSpec());
            put(
                    result,
                    "IPAddressClaim " + Objects.requireNonNull(spec.claimRef()).name(),
                    object.getMetadata().getName(),
                    Objects.requireNonNull(spec.address()));
        });
        assertThat(result.values().stream().map(Holding::number)).doesNotHaveDuplicates();
        return new Holdings(result);
    }

    Set<String> numbers() {
        return byClaim.values().stream().map(Holding::number).collect(Collectors.toSet());
    }

    /** {@code IPClaim a} to the address object that its status names; claims that wait are not in it. */
    static Map<String, String> told(TestNamespace namespace) {
        var result = new TreeMap<String, String>();
        namespace.list(Kind.CLAIM)
                .forEach(claim -> answerTo(claim).ifPresent(object -> result.put("IPClaim " + claim.getMetadata().getName(), object)));
        namespace.list(Kind.CAPI_CLAIM)
                .forEach(claim ->
                        answerTo(claim).ifPresent(object -> result.put("IPAddressClaim " + claim.getMetadata().getName(), object)));
        return result;
    }

    /** The address object that the claim's status names. */
    static Optional<String> answerTo(IPClaim claim) {
        var status = claim.getStatus();
        var address = status == null ? null : status.address();
        return Optional.ofNullable(address).map(ObjectReference::getName);
    }

    /** The address object that the claim's status names. */
    static Optional<String> answerTo(CapiIPAddressClaim claim) {
        var status = claim.getStatus();
        var address = status == null ? null : status.addressRef();
        return Optional.ofNullable(address).map(NameReference::name);
    }

    /** What is there of our kinds, of Cluster API's and of the Metal3 provider's, in words. */
    static Stream<String> everythingIn(TestNamespace namespace) {
        return Stream.of(
                        Kind.POOL,
                        Kind.CLAIM,
                        Kind.ADDRESS,
                        Kind.CAPI_CLAIM,
                        Kind.CAPI_ADDRESS,
                        Kind.CLUSTER,
                        Metal3Object.MACHINE,
                        Metal3Object.DATA)
                .flatMap(kind -> namespace.list(kind).stream().map(object -> kind + " " + object.getMetadata().getName()));
    }

    private static void put(Map<String, Holding> result, String claim, String object, String number) {
        var other = result.put(claim, new Holding(object, number));
        assertThat(other).as("another address of %s", claim).isNull();
    }
}
