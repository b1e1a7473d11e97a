package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.AddressObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Objects that we have made for claims which have not been told so yet. They need not be asked for who owns them, and are found again when
 * their claim is gone and the garbage collector has taken it off them. Thread-safe.
 */
final class Untold {

    /** By the uid of the claim. */
    private final Map<String, AddressObject> made = new ConcurrentHashMap<>();

    void add(Claim claim, AddressObject address) {
        made.put(claim.uid(), address);
    }

    /** Whether this object was made for that claim, although it may not name the claim's uid any more. */
    boolean contains(Claim claim, AddressObject address) {
        var object = made.get(claim.uid());
        return object != null && object.uid().equals(address.uid());
    }

    /** The claim has been told which address it has, or is gone. */
    void remove(Claim claim) {
        made.remove(claim.uid());
    }
}
