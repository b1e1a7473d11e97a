package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.address.AddressFeed;
import io.metal3.ipam.address.AddressKind;
import io.metal3.ipam.address.Addresses;
import io.metal3.ipam.address.Attention;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.kube.Lately;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is there twice: two addresses of one claim, or one number on the addresses of two claims. Neither is ever made on purpose. But a
 * request of an earlier leader may be carried out after this one has served, and between the two kinds of address no name stands in
 * the way; or both have come from a cluster where it was so already. Nobody is told of what he would have to share. Thread-safe.
 *
 * @param <C> the kind of claim
 */
final class Doubles<C extends HasMetadata> {

    private static final Logger LOGGER = LoggerFactory.getLogger(Doubles.class);

    private final ClaimApi<C> api;
    private final Allocator allocator;
    private final AddressFeed<?> feed;
    private final Claimants claimants;
    private final Attention attention;
    private final Lately<String> gone;
    private final ClaimMarks<C> marks;
    private final boolean alone;

    /**
     * Somebody else who has the number.
     *
     * @param object null where one is to be made
     */
    private record Rival(ClaimKey claim, String objectName, @Nullable AddressObject object, boolean isEarlier) {}

    /**
     * Knows of no double yet.
     *
     * @param gone the uids of the claims that have gone of late, for which a request may yet be carried out
     * @param alone whether no other manager can be at work
     */
    Doubles(
            ClaimApi<C> api,
            Addresses addresses,
            Claimants claimants,
            Attention attention,
            Lately<String> gone,
            ClaimMarks<C> marks,
            boolean alone) {
        this.api = api;
        this.allocator = addresses.allocator();
        this.feed = addresses.feed();
        this.claimants = claimants;
        this.attention = attention;
        this.gone = gone;
        this.marks = marks;
        this.alone = alone;
    }

    /**
     * Ends what a manager made for this claim that did not know of its address, or whose request was late. Only once the status says
     * which one the claim has, so that nobody has been told of another; and, where another manager may be at work, once its number is
     * written on the claim, so that nobody can be told any more.
     */
    void endOthers(Claim claim, AddressObject own) {
        var others = allocator.objectsOf(claim.key()).stream()
                .filter(other -> claim.uid().equals(other.claimUid()) && !other.key().equals(own.key()))
                .toList();
        if (others.isEmpty()) {
            return;
        }
        if (!own.key().name().equals(claim.boundTo())) {
            attention.claims(List.of(claim.key()));
        } else if (alone || FormerAddress.isWrittenOn(claim, own.address())) {
            others.forEach(this::end);
        }
    }

    /**
     * What becomes of a claim whose number another one has too, and goes first: the one that has been told of it, or else the one whose
     * address was known first. What was made for this very claim is ended, so that it gets another number, and so is what somebody
     * deletes, or what a late request made for an earlier claim of the name; what has come from elsewhere is left for its owner to decide.
     *
     * <p>Where another manager may be at work, each asks for the address of the other kind after it has made its own, and both give way
     * if they see each other: whoever has seen nobody is seen by whoever comes later.
     *
     * @return empty when the claim may be told of its address
     */
    Optional<ClaimOutcome> giveWay(Claim claim, AddressObject own) {
        if (claim.boundTo() != null) {
            return Optional.empty();
        }
        if (FormerAddress.isGivenUp(claim, own)) {
            end(own);
            return Optional.of(new ClaimOutcome.Outdated());
        }
        var rest = alone ? Duration.ZERO : claimants.lookForNamesakes(own);
        return giveWayToARival(claim, own).or(() -> Optional.of(rest).filter(Duration::isPositive).map(ClaimOutcome.Resting::new));
    }

    private Optional<ClaimOutcome> giveWayToARival(Claim claim, AddressObject own) {
        var rivals = rivals(own);
        if (rivals.isEmpty() || hasBeenTold(claim, own)) {
            return Optional.empty();
        }
        boolean canHaveAnother = canHaveAnother(claim, own);
        return rivals.stream()
                .filter(other -> goesFirst(other, !alone && canHaveAnother))
                .findFirst()
                .map(other -> canHaveAnother || own.deleting() ? giveUp(claim, own) : wouldShare(own, other));
    }

    /** Nobody was told of it: whoever is told of an address that we make has its number, and no other, written on it by then, or none. */
    private boolean canHaveAnother(Claim claim, AddressObject own) {
        return claimants
                .madeFor(own)
                .filter(uid -> uid.equals(claim.uid()) || isOfAnEarlierClaim(claim, own, uid))
                .isPresent();
    }

    private boolean isOfAnEarlierClaim(Claim claim, AddressObject own, String uid) {
        var written = FormerAddress.number(claim);
        return written.isPresent() ? !written.get().equals(own.address()) : gone.contains(uid);
    }

    private static ClaimOutcome wouldShare(AddressObject own, Rival other) {
        return new ClaimOutcome.Waiting(
                ClaimReason.ADDRESS_NOT_AVAILABLE,
                "IPAddress " + own.key().name() + " of this claim and IPAddress " + other.objectName() + " of "
                        + other.claim().kind() + " " + other.claim().name() + " have one number, " + own.address()
                        + ", and it is that claim's; delete one of the two claims");
    }

    /**
     * What becomes of a claim that has not been told of this address, where another manager has ended that and the watch is late to show
     * it. Whoever chooses another number does so only after that.
     *
     * @return empty when the address is there, or nobody else can have ended it
     */
    Optional<ClaimOutcome> hasEnded(Claim claim, AddressObject own) {
        if (alone || claim.boundTo() != null || claimants.isThere(own)) {
            return Optional.empty();
        }
        feed.gone(own);
        return Optional.of(new ClaimOutcome.Outdated());
    }

    private ClaimOutcome giveUp(Claim claim, AddressObject own) {
        switch (marks.giveUp(claim, own)) {
            case ClaimMarks.Result.On on -> end(own);
            case ClaimMarks.Result.Refused(var failure) -> throw failure;
            case ClaimMarks.Result.Gone gone -> {}
            case ClaimMarks.Result.Outdated outdated -> {}
        }
        return new ClaimOutcome.Outdated();
    }

    private List<Rival> rivals(AddressObject own) {
        var holders = allocator.holders(own);
        var objects = holders.objects();
        int place = objects.stream().map(AddressObject::key).toList().indexOf(own.key());
        return Stream.concat(
                        IntStream.range(0, objects.size())
                                .mapToObj(i -> rival(objects.get(i), i < place)),
                        // What was taken away by force is made again; what is on its way gives way itself.
                        holders.reservations().stream().map(r -> new Rival(r.claim(), r.objectName(), null, false)))
                .filter(other -> !other.claim().equals(own.claim()))
                .toList();
    }

    private static Rival rival(AddressObject object, boolean isEarlier) {
        return new Rival(object.claim(), object.key().name(), object, isEarlier);
    }

    /** By a manager before us, and the watch is late to show it. */
    private boolean hasBeenTold(Claim claim, AddressObject own) {
        return api.current(claim.key())
                .filter(now -> now.uid().equals(claim.uid()) && own.key().name().equals(now.boundTo()))
                .isPresent();
    }

    private boolean goesFirst(Rival other, boolean isModest) {
        return !other.claim().name().equals(AddressKind.NOBODY)
                && claimants
                        .current(other.claim())
                        .filter(claim -> isHis(claim, other, isModest))
                        .isPresent();
    }

    /**
     * He was told of it and keeps it; or he has it until he is gone, told or as the first. Another manager may be telling him right now,
     * if the number was chosen for him; and the modest, who can have another, leave it to anybody who has not given it up himself.
     */
    private boolean isHis(Claim claim, Rival other, boolean isModest) {
        if (other.object() != null && FormerAddress.isGivenUp(claim, other.object())) {
            return false;
        }
        var isTold = other.objectName().equals(claim.boundTo());
        return (isTold && !claim.deleting())
                || ((isTold || other.isEarlier() || isModest || mayBeTold(claim, other)) && isThere(other.object()));
    }

    private boolean mayBeTold(Claim claim, Rival other) {
        return !alone && other.object() != null && FormerAddress.chosen(claim).equals(Optional.of(other.object().address()));
    }

    /** What was listed just when it went may have come into the ledger after it had left. */
    private boolean isThere(@Nullable AddressObject object) {
        return object != null && claimants.isThere(object);
    }

    private void end(AddressObject address) {
        LOGGER.info(
                "Ending IPAddress {}/{}: {} {} was told of another, or its number is somebody else's",
                address.key().namespace(), address.key().name(), address.claim().kind(), address.claim().name());
        allocator.releasing(address.key(), address.uid());
        api.releaseAddress(address);
    }
}
