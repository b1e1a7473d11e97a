package io.metal3.ipam.move;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Watcher;
import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.testing.Chronicle;
import io.metal3.ipam.testing.Kind;
import io.metal3.ipam.testing.TestNamespace;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import static io.metal3.ipam.testing.Patience.within;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * One direction of a move, watched on both sides from before its begin. What must not be, not even for a moment, is looked for in all
 * that the two API servers have seen.
 */
final class Journey implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TestNamespace source;
    private final TestNamespace target;
    private final Holdings before;
    private final int told;
    private final Chronicle<IPAddress> sourceAddresses;
    private final Chronicle<CapiIPAddress> sourceCapiAddresses;
    private final Chronicle<IPAddress> targetAddresses;
    private final Chronicle<CapiIPAddress> targetCapiAddresses;
    private final Chronicle<IPClaim> targetClaims;
    private final Chronicle<CapiIPAddressClaim> targetCapiClaims;

    Journey(TestNamespace source, TestNamespace target) {
        this.source = source;
        this.target = target;
        before = Holdings.in(source);
        told = Holdings.told(source).size();
        sourceAddresses = source.chronicle(Kind.ADDRESS);
        sourceCapiAddresses = source.chronicle(Kind.CAPI_ADDRESS);
        targetAddresses = target.chronicle(Kind.ADDRESS);
        targetCapiAddresses = target.chronicle(Kind.CAPI_ADDRESS);
        targetClaims = target.chronicle(Kind.CLAIM);
        targetCapiClaims = target.chronicle(Kind.CAPI_CLAIM);
    }

    /** Every claim has on the target side, by name and by number, what it had on the source side, and has been told so. */
    void assertEveryClaimHasItsAddress() {
        within(LIMIT, () -> assertThat(Holdings.told(target)).hasSize(told));
        assertThat(Holdings.in(target)).isEqualTo(before);
        Holdings.told(target).forEach((claim, object) -> assertThat(object)
                .as("what %s is told", claim)
                .isEqualTo(Objects.requireNonNull(before.byClaim().get(claim)).object()));
    }

    void assertNothingIsLeftBehind() {
        within(LIMIT, () -> assertThat(Holdings.everythingIn(source)).isEmpty());
    }

    /** Neither side has made an address that was not there before, nor let one go, nor told a claim of another. */
    void assertNothingWasAllocatedMeanwhile() {
        assertThat(made(sourceAddresses, sourceCapiAddresses)).as("made on the source side").isEmpty();
        assertThat(of(Watcher.Action.DELETED, targetAddresses, targetCapiAddresses)).as("gone from the target side").isEmpty();
        var arrived = made(targetAddresses, targetCapiAddresses).toList();
        assertThat(arrived).as("arrived, or made again").doesNotHaveDuplicates();
        assertThat(arrived).containsExactlyInAnyOrderElementsOf(before.byClaim().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue().object())
                .toList());
        assertThat(everTold()).as("what claims were told").allSatisfy(answer -> assertThat(answer).isIn(arrived));
    }

    private Stream<String> everTold() {
        return Stream.concat(
                targetClaims.entries().stream()
                        .map(Chronicle.Entry::object)
                        .flatMap(claim -> Holdings.answerTo(claim).stream()
                                .map(object -> "IPClaim " + claim.getMetadata().getName() + " " + object)),
                targetCapiClaims.entries().stream()
                        .map(Chronicle.Entry::object)
                        .flatMap(claim -> Holdings.answerTo(claim).stream()
                                .map(object -> "IPAddressClaim " + claim.getMetadata().getName() + " " + object)));
    }

    private static Stream<String> made(Chronicle<IPAddress> addresses, Chronicle<CapiIPAddress> capiAddresses) {
        return of(Watcher.Action.ADDED, addresses, capiAddresses);
    }

    private static Stream<String> of(
            Watcher.Action action, Chronicle<IPAddress> addresses, Chronicle<CapiIPAddress> capiAddresses) {
        return Stream.concat(
                objects(action, addresses)
                        .map(object -> "IPClaim " + Objects.requireNonNull(object.getSpec()).claim().getName() + " "
                                + object.getMetadata().getName()),
                objects(action, capiAddresses)
                        .map(object -> "IPAddressClaim "
                                + Objects.requireNonNull(
                                                Objects.requireNonNull(object.getSpec()).claimRef())
                                        .name()
                                + " " + object.getMetadata().getName()));
    }

    private static <T extends HasMetadata> Stream<T> objects(Watcher.Action action, Chronicle<T> chronicle) {
        return chronicle.entries().stream().filter(entry -> entry.action() == action).map(Chronicle.Entry::object);
    }

    @Override
    public void close() {
        List.of(sourceAddresses, sourceCapiAddresses, targetAddresses, targetCapiAddresses, targetClaims, targetCapiClaims)
                .forEach(Chronicle::close);
    }
}
