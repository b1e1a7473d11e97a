package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.metal3.ipam.address.IPAddresses;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.AllocationRequest;
import io.metal3.ipam.allocator.AllocationResult;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPClaimStatus;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.testing.AddressBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.metal3.ipam.claim.Desk.request;
import static io.metal3.ipam.claim.Desk.stored;
import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Builders.anAddress;
import static org.assertj.core.api.Assertions.assertThat;

/** A number that is kept for a claim's sake, and that it needs no more, is nobody's: for others there is one less. */
class ClaimProcessorTest {

    @AutoClose
    private final Desk desk = new Desk();

    /** As when an earlier claim of the name asked another pool, and its request was never answered. */
    @BeforeEach
    void keepANumberInAnotherPool() {
        desk.show(aPool("earlier").range("10.0.1.1", "10.0.1.1"));
        assertThat(desk.allocator.allocate(request("a", "earlier"))).isInstanceOf(AllocationResult.Reserved.class);
    }

    /** When it is not paused any more it has all it needs, and nobody looks at it again. */
    @Test
    void aPausedClaimThatHasItsAddressKeepsNoOtherNumberFromOthers() {
        desk.show(aPool("pool").range("10.0.0.1", "10.0.0.1").paused());
        var claim = bound(stored(aClaim("a")));

        assertThat(desk.processor.process(claim)).isInstanceOf(ClaimOutcome.Held.class);

        assertThat(desk.counted).contains(Desk.pool("earlier"));
        assertThat(desk.allocator.allocate(request("later", "earlier"))).isInstanceOf(AllocationResult.Reserved.class);
    }

    @Test
    void aClaimInDeletionThatOthersHoldUpKeepsNoOtherNumberFromOthers() {
        desk.show(aPool("pool").range("10.0.0.1", "10.0.0.1"));
        var claim = bound(inDeletionAndHeldUp());

        assertThat(desk.processor.process(claim)).isInstanceOf(ClaimOutcome.Held.class);

        assertThat(desk.counted).contains(Desk.pool("earlier"));
        assertThat(desk.allocator.allocate(request("later", "earlier"))).isInstanceOf(AllocationResult.Reserved.class);
        assertThat(desk.allocator.allocate(request("later still", "pool"))).isInstanceOf(AllocationResult.Exhausted.class);
    }

    @Test
    void aClaimInDeletionThatNeverGotAnAddressKeepsNoNumberEither() {
        assertThat(desk.processor.process(inDeletionAndHeldUp())).isInstanceOf(ClaimOutcome.Held.class);

        assertThat(desk.counted).contains(Desk.pool("earlier"));
        assertThat(desk.allocator.allocate(request("later", "earlier"))).isInstanceOf(AllocationResult.Reserved.class);
    }

    /** Nobody would look at a claim that is gone and give it back. */
    @Test
    void aClaimThatIsGoneIsNotGivenWhatItHadBeforeAndComesFreeInThatMoment() {
        desk.show(aPool("pool").range("10.0.0.1", "10.0.0.1"));
        var held = address("10.0.0.1", "holds it");
        desk.allocator.observe(held);
        assertThat(desk.allocator.allocate(whoHadBefore("10.0.0.1"))).isInstanceOf(AllocationResult.Taken.class);
        desk.meanwhile = () -> desk.allocator.forget(held.key(), held.uid());

        desk.processor.gone(stored(aClaim("waits")));

        assertThat(desk.allocator.usage(Desk.pool("pool")).allocated()).isZero();
    }

    /** An earlier claim of the name has been moved to another cluster, with its address, but not yet its pool. */
    @Test
    void aClaimInDeletionGivesBackItsOwnNumberAndNotTheOneThatWasMovedAway() {
        desk.show(aPool("pool").range("10.0.0.1", "10.0.0.1"));
        moveAway(anAddress("10.0.2.1").named("moved-10-0-2-1").of("moved").heldBy("a"));
        assertThat(desk.allocator.allocate(request("a", "pool"))).isInstanceOf(AllocationResult.Reserved.class);

        assertThat(desk.processor.process(inDeletionAndHeldUp())).isInstanceOf(ClaimOutcome.Held.class);

        assertThat(desk.allocator.allocate(request("later", "pool"))).isInstanceOf(AllocationResult.Reserved.class);
        assertThat(desk.allocator.allocate(request("later", "moved"))).isInstanceOf(AllocationResult.Exhausted.class);

        desk.feed.poolGone(Desk.pool("moved"));

        assertThat(desk.allocator.allocate(request("later", "moved"))).isInstanceOf(AllocationResult.Reserved.class);
    }

    /** The end of its address wakes it, and the watch is late to show its own: it would cost a list of all addresses. */
    @Test
    void aClaimThatHasBeenLetGoIsNotReleasedOnceMore() {
        var claim = bound(stored(aClaim("a").withOurFinalizer()));
        claim.getMetadata().setDeletionTimestamp("2026-11-22T10:01:00Z");
        assertThat(desk.processor.process(claim)).isInstanceOf(ClaimOutcome.Done.class);
        var released = address("10.0.0.1", "a");
        desk.allocator.forget(released.key(), released.uid());

        assertThat(desk.processor.process(claim)).as("without a list, which nobody answers here").isInstanceOf(ClaimOutcome.Done.class);
    }

    /** It has had an address of another name than we would give it, which is gone. */
    @Test
    void aClaimIsNotGivenTheNumberOfAnEarlierOneOfItsNameForTheOneThatNothingTellsAnyMore() {
        desk.show(aPool("pool").range("10.0.0.1", "10.0.0.2"));
        assertThat(desk.allocator.allocate(request("a", "pool"))).isInstanceOf(AllocationResult.Reserved.class);
        var claim = told("by-hand", stored(aClaim("a").withOurFinalizer()));
        desk.newcomers.isKnown(Desk.UID);

        assertThat(desk.processor.process(claim))
                .isInstanceOfSatisfying(ClaimOutcome.Waiting.class, waiting -> assertThat(waiting.message())
                        .startsWith("IPAddress by-hand, which status names, does not exist, and its number is not known"));
    }

    private void moveAway(AddressBuilder address) {
        desk.show(aPool("moved").range("10.0.2.1", "10.0.2.1"));
        var object = address.in("ns");
        object.getMetadata().setUid("moved-uid");
        object.getMetadata().setResourceVersion("8");
        object.getMetadata().setAnnotations(Map.of("clusterctl.cluster.x-k8s.io/delete-for-move", ""));
        desk.feed.put(desk.feed.getKey(object), object);
        desk.feed.remove(desk.feed.getKey(object));
    }

    private static IPClaim inDeletionAndHeldUp() {
        var claim = stored(aClaim("a").withOurFinalizer().withFinalizer("example.com/in-use"));
        claim.getMetadata().setDeletionTimestamp("2026-11-22T10:01:00Z");
        return claim;
    }

    private IPClaim bound(IPClaim claim) {
        desk.allocator.observe(address("10.0.0.1", "a"));
        return told("pool-10-0-0-1", claim);
    }

    private static IPClaim told(String address, IPClaim claim) {
        claim.setStatus(new IPClaimStatus(
                new ObjectReferenceBuilder().withName(address).withNamespace("ns").build(), null, List.of()));
        return claim;
    }

    private static AllocationRequest whoHadBefore(String number) {
        var plain = request("waits", "pool");
        return new AllocationRequest(
                plain.claim(), plain.claimUid(), plain.pool(), plain.created(), null, Address.parse(number));
    }

    private static AddressObject address(String number, String claim) {
        return new AddressObject(
                IPAddresses.KIND.key("ns", "pool-" + number.replace('.', '-')),
                "object-uid",
                Address.parse(number),
                Desk.pool("pool"),
                new ClaimKey(IPAddresses.CLAIM_KIND, "ns", claim),
                Desk.UID,
                false);
    }
}
