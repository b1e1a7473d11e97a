package io.metal3.ipam.address;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.kube.Lately;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the allocator is told of the address objects of one kind that the watch shows, or an answer of the API server, whichever comes
 * first: each may tell what the other has shown to be over. Every method is one step, so that neither is taken for older than it is while
 * both come at once. Methods that return claims return those that a change may be of use to. Thread-safe.
 */
final class Sightings {

    /** How long the watch may take to show what an answer has shown, and an answer to tell what the watch has shown to be gone. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Allocator allocator;
    private final Owners owners;
    private final Predicate<AddressObject> mayComeAgain;

    /** What is in the allocator and in here has not been shown by the watch: for the informer it is not there. */
    @GuardedBy("this")
    private final Unconfirmed unconfirmed;

    /** By uid. What was answered before, to a list above all, would bring them back for good: no watch shows their end once more. */
    @GuardedBy("this")
    private final Lately<String> ended;

    /**
     * Has seen nothing yet.
     *
     * @param owners is told whom an object has lost
     * @param mayComeAgain whether an object like the one that has gone may yet be made
     */
    Sightings(Allocator allocator, Owners owners, Predicate<AddressObject> mayComeAgain, Clock clock) {
        this.allocator = allocator;
        this.owners = owners;
        this.mayComeAgain = mayComeAgain;
        this.unconfirmed = new Unconfirmed(clock, PATIENCE);
        this.ended = new Lately<>(clock, PATIENCE);
    }

    /** The watch shows this object. */
    synchronized List<ClaimKey> watched(AddressObject address) {
        if (isOutrun(address)) {
            return List.of();
        }
        unconfirmed.confirm(address.key(), address.uid());
        return observe(address);
    }

    /** An answer shows this object. */
    synchronized List<ClaimKey> answered(AddressObject address) {
        if (ended.contains(address.uid())) {
            return List.of();
        }
        if (shown(address.key()).filter(known -> known.uid().equals(address.uid())).isEmpty()) {
            unconfirmed.add(address);
        }
        return observe(address);
    }

    /** A watch that was dead for a while shows first what was before; by then there may be another object of the name. */
    synchronized boolean isOutrun(AddressObject address) {
        return unconfirmed.hasOutrun(address.key(), address.uid());
    }

    @GuardedBy("this")
    private List<ClaimKey> observe(AddressObject address) {
        owners.change(address, allocator::object);
        return allocator.observe(address);
    }

    /** The watch shows the end of this object, whose number stays its claim's. */
    synchronized List<ClaimKey> endedButReserved(AddressObject address) {
        ended.add(address.uid());
        return allocator.forgetButReserve(address.key(), address.uid());
    }

    /** The watch shows the end of this object. */
    synchronized List<ClaimKey> ended(AddressObject address) {
        ended.add(address.uid());
        return mayComeAgain.test(address)
                ? allocator.forgetButKeep(address.key(), address.uid())
                : allocator.forget(address.key(), address.uid());
    }

    /** An answer shows that this object is gone; where the watch has shown it, it shows its end too. */
    synchronized List<ClaimKey> lost(AddressObject address) {
        if (!unconfirmed.confirm(address.key(), address.uid())) {
            return List.of();
        }
        owners.remove(address.key());
        return ended(address);
    }

    /** What the watch has shown under this key, as far as it is known. */
    synchronized Optional<AddressObject> shown(ObjectKey key) {
        var known = allocator.object(key);
        return known.isPresent() && unconfirmed.contains(key, known.get().uid()) ? Optional.empty() : known;
    }

    /** Whether the watch has shown what is known under this key. */
    synchronized boolean isShown(ObjectKey key) {
        return !unconfirmed.contains(key) || shown(key).isPresent();
    }

    /** What the watch should have shown by now; it is given as much time once more. */
    synchronized List<AddressObject> overdue() {
        return unconfirmed.overdue();
    }
}
