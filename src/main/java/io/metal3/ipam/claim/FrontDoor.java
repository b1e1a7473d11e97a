package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.metal3.ipam.address.AddressFeed;
import io.metal3.ipam.address.AddressGuard;
import io.metal3.ipam.address.AddressKind;
import io.metal3.ipam.address.AddressObjects;
import io.metal3.ipam.address.Addresses;
import io.metal3.ipam.address.FreshView;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.kube.WakeUps;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One kind of claim with the kind of address that answers it, put together: two watches, the protocol between them, and what wakes
 * a claim. Every door leads to the same allocator.
 *
 * @param <C> the kind of claim
 * @param <A> the kind of address
 */
public final class FrontDoor<C extends HasMetadata, A extends HasMetadata> {

    private final ClaimApi<C> claimApi;
    private final AddressObjects<A> objects;
    private final Surroundings surroundings;
    private final AddressFeed<A> feed;
    private final FreshView<A> freshView;
    private final Newcomers newcomers;
    private final Departures<C> departures = new Departures<>();
    private final Presence presence;
    private final Absence absence;
    private final ClaimStore<C> claimStore;
    private final ClaimProcessor<C> processor;
    private final WakeUps<C> claimWakeUps = new WakeUps<>();
    private final WakeUps<A> addressWakeUps = new WakeUps<>();
    private final ClaimWakeUps<C> claims;

    public FrontDoor(ClaimApi<C> claimApi, AddressObjects<A> objects, Surroundings surroundings) {
        this.claimApi = claimApi;
        this.objects = objects;
        this.surroundings = surroundings;
        feed = new AddressFeed<>(
                objects.kind(),
                surroundings.allocator(),
                surroundings.attention(),
                this::isHeldByALiveClaim,
                this::mayComeAgain,
                surroundings.clock());
        freshView = new FreshView<>(objects, feed);
        newcomers = new Newcomers(surroundings.clock());
        presence = new Presence(surroundings.clock());
        absence = new Absence(claimApi::isAny, surroundings.clock());
        claimStore = new ClaimStore<>(claimApi, newcomers, departures, presence, this::isAwake);
        processor = new ClaimProcessor<>(
                claimApi, new Addresses(surroundings.allocator(), feed, freshView), newcomers, surroundings);
        claims = new ClaimWakeUps<>(objects.kind().claimKind(), claimStore, claimWakeUps, claimApi, processor);
    }

    /** What the reconciler of the claims does. */
    public ClaimLook<C> claimLook() {
        return new ClaimLook<>(processor, claimApi::isOurs, claims::begun, this::looked, this::claimGone, departures);
    }

    /** Which claims need no question; admission adds to them. */
    public Newcomers newcomers() {
        return newcomers;
    }

    /** The claim of this kind and name that there is now, freshly read; empty when there is none, or it is none of ours. */
    public Optional<Claim> current(ClaimKey claim) {
        return claim.kind().equals(objects.kind().claimKind()) ? claimApi.current(claim) : Optional.empty();
    }

    /** This very object, if it is of this kind, as it is now: a fresh read. */
    Optional<A> current(AddressObject address) {
        return Optional.of(address)
                .filter(this::isOfThisKind)
                .flatMap(ofThisKind -> objects.get(ofThisKind.key()))
                .filter(now -> address.uid().equals(now.getMetadata().getUid()));
    }

    /** Whether the address is of this kind. */
    boolean isOfThisKind(AddressObject address) {
        return address.key().kind().equals(objects.kind().name());
    }

    /** For how long another manager may yet take it for granted that there is no claim of this kind. */
    Duration untilKnown() {
        return presence.untilKnown();
    }

    /**
     * Learns of the address of this kind, if there is one, that has the name of one of another kind: a fresh read.
     *
     * @param afresh whether it has to be asked now, where no claim of this kind is known, and not only a moment ago
     * @return whether there is any claim of this kind: where nobody claims an address, in whatever namespace, nobody makes one
     */
    boolean lookForNamesake(AddressObject other, boolean afresh) {
        // Most clusters have claims of one kind only.
        if (claimStore.size() == 0 && absence.holds(afresh)) {
            return false;
        }
        objects.get(objects.kind().key(other.key().namespace(), other.key().name()))
                .flatMap(objects.kind()::read)
                .ifPresent(feed::answered);
        return true;
    }

    /** What wakes a claim; an event source of the reconciler. */
    public WakeUps<C> claimWakeUps() {
        return claimWakeUps;
    }

    /** How the claims are watched. */
    public void configureClaims(ControllerConfigurationOverrider<C> controller) {
        controller
                .withItemStore(claimStore)
                .withGenericFilter(claim -> isAwake() && (claimApi.isOurs(claim) || departures.hasAnyOf(claim)))
                .withOnAddFilter(claim -> !processor.isSettled(claimApi.read(claim)))
                .withOnUpdateFilter((now, before) ->
                        ClaimEvents.callsForALook(claimApi.read(before), claimApi.read(now)));
    }

    /** What the reconciler of the addresses does. */
    public AddressGuard<A> addressGuard() {
        return new AddressGuard<>(objects, this::isNeeded);
    }

    /** What wakes an address; an event source of the reconciler. */
    public WakeUps<A> addressWakeUps() {
        return addressWakeUps;
    }

    /** How the addresses are watched. */
    public void configureAddresses(ControllerConfigurationOverrider<A> controller) {
        controller
                .withItemStore(feed)
                .withGenericFilter(address -> isAwake())
                .withOnAddFilter(objects.kind()::isOursToEnd)
                .withOnUpdateFilter((now, before) -> objects.kind().isOursToEnd(now));
    }

    /** Everything has been listed: whoever wants something takes his place in line. */
    public void begin() {
        claims.begin();
        wake(feed.marked());
    }

    /** Learns of what another manager did last, in no more than this time. */
    public void catchUp(@Nullable String namespace, Duration atMost) {
        freshView.catchUp(namespace, atMost);
    }

    /** Something has changed for this claim, if it is of this kind. */
    public void wake(ClaimKey claim) {
        claims.wakeIfAlive(claim);
    }

    /** The pool came, changed or went. */
    public void poolChanged(PoolKey pool) {
        if (!surroundings.gatherer().knows(pool)) {
            feed.poolGone(pool);
        }
        claims.poolChanged(pool);
    }

    /** A Cluster of the namespace came, went, was paused or unpaused. */
    public void clusterChanged(String namespace) {
        claims.clusterChanged(namespace);
        wake(feed.marked().stream()
                .filter(address -> namespace.equals(address.getMetadata().getNamespace()))
                .toList());
    }

    /** Makes sure that every address which exists in the namespace now is known. */
    public void refresh(String namespace) {
        freshView.refresh(namespace);
    }

    /** Asks again for what the watch should have shown by now. */
    public void verify() {
        wake(feed.verify(objects));
        processor.endUnanswered(claimStore::unlessAlive);
    }

    private void wake(List<A> all) {
        for (var address : all) {
            if (objects.kind().isOursToEnd(address)) {
                addressWakeUps.wake(address.getMetadata().getNamespace(), address.getMetadata().getName());
            }
        }
    }

    /** A manager that stands by would remember every event until its turn comes, which may be never. */
    private boolean isAwake() {
        return surroundings.attention().isAwake();
    }

    private void looked(C claim, ClaimOutcome outcome) {
        var read = claimApi.read(claim);
        surroundings.observer().looked(read, outcome);
        if (outcome instanceof ClaimOutcome.Bound) {
            wakeAddressesOf(read);
        }
    }

    private void claimGone(C claim) {
        claimWakeUps.wakeSuccessor(claim, claimApi::isOurs);
        wakeAddressesOf(claimApi.read(claim));
    }

    /** Without its claim, or when that has another one, an address in deletion need not stay any longer. */
    private void wakeAddressesOf(Claim claim) {
        var addresses = surroundings.allocator().objectsOf(claim.key());
        if (addresses.size() == 1 && claim.uid().equals(addresses.getFirst().claimUid())) {
            return;
        }
        for (var address : addresses) {
            addressWakeUps.wake(address.key().namespace(), address.key().name());
        }
    }

    /** So that nobody else gets the number of a claim whose address was taken away by force, before it has made it again. */
    private boolean isHeldByALiveClaim(AddressObject address) {
        return isAwake()
                && known(address.claim())
                        .filter(claim -> !claim.deleting()
                                && (address.key().name().equals(claim.boundTo())
                                        || (claim.uid().equals(address.claimUid()) && isAlone(address))))
                        .isPresent();
    }

    /** Two requests for it may not have been answered, of which one has been carried out and its work undone by now. */
    private boolean mayComeAgain(AddressObject address) {
        return processor.mayComeToBe(address.claim())
                && known(address.claim())
                        .filter(claim -> claim.uid().equals(address.claimUid()))
                        .isEmpty();
    }

    /** Of a number that somebody else has too a claim need not be given back what it has not been told of. */
    private boolean isAlone(AddressObject address) {
        return surroundings.allocator().holders(address).objects().stream()
                .allMatch(other -> other.claim().equals(address.claim()));
    }

    private boolean isNeeded(AddressObject address) {
        if (!AddressKind.hasClaim(address)) {
            return false;
        }
        var claim = address.claim();
        if (surroundings.gatherer().isPausedOnPurpose(address.pool())) {
            return true;
        }
        return known(claim)
                .filter(known -> needs(known, address))
                // The watch of claims may lag behind that of addresses: the API server has the last word.
                .or(() -> claimApi.current(claim).filter(now -> needs(now, address)))
                .isPresent();
    }

    /** As the watch has shown it last. */
    private Optional<Claim> known(ClaimKey claim) {
        return claims.find(claim).map(claimApi::read);
    }

    /** What an earlier claim of the name has left, or what nobody was told of, is of no use to one that has another or asks another pool. */
    private boolean needs(Claim claim, AddressObject address) {
        if (claim.boundTo() != null) {
            return address.key().name().equals(claim.boundTo());
        }
        return claim.uid().equals(address.claimUid())
                || (address.pool().equals(claim.pool())
                        && surroundings.allocator().objectsOf(claim.key()).stream()
                                .noneMatch(other -> claim.uid().equals(other.claimUid()) && !other.key().equals(address.key())));
    }
}
