package io.metal3.ipam.protocol;

import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sees every write, and whether it breaks a promise. What must be true once everything has come to rest is for {@link AtRest}. */
final class Judge {

    private final Mode mode;
    private final ModelServer server;

    /** What was made for a claim that was gone by then, or went without it. */
    private final Set<String> orphans = new HashSet<>();

    /** Those whose maker has ended, and whom nobody can tell from what was made by hand. */
    private final Set<String> forgotten = new HashSet<>();

    /** The claims (by uid) of which somebody has deleted an address that did not name them as its owners yet. */
    private final Set<String> robbed = new HashSet<>();

    /** Those that somebody has deleted by hand. */
    private final Set<String> deletedByHand = new HashSet<>();

    /** Those whose number another one has had too. */
    private final Set<String> shared = new HashSet<>();

    /** The addresses that claims (by uid) have brought along from another life. */
    private final Map<String, String> brought = new HashMap<>();

    Judge(Mode mode, ModelServer server) {
        this.mode = mode;
        this.server = server;
    }

    /** A claim is made anew whose address is there already. */
    void brings(ClaimState claim, AddressState address) {
        come(address);
        brought.put(claim.uid(), address.key().name());
    }

    /** The claim need not get that address any more, if it has brought one. */
    private void isExcused(ClaimKey claim) {
        var now = server.claims.get(claim);
        if (now != null) {
            brought.remove(now.uid());
        }
    }

    /** Somebody deletes an address. */
    void isAboutToBeDeleted(AddressState address) {
        deletedByHand.add(address.uid());
        var claim = server.claims.get(address.claim());
        if (claim != null && !claim.uid().equals(address.claimUid())) {
            isExcused(claim.key());
            robbed.add(claim.uid());
        }
    }

    /** The only manager there was has ended, and with it what it remembers. */
    void forgets() {
        forgotten.addAll(orphans);
    }

    boolean isForgotten(AddressState address) {
        return forgotten.contains(address.uid());
    }

    /** Whether nobody has released this address, because its claim was gone when it was made, or has gone without it. */
    boolean isOrphan(AddressState address) {
        return orphans.contains(address.uid());
    }

    void gone(ClaimState claim) {
        server.addresses.values().stream().filter(a -> claim.uid().equals(a.claimUid())).forEach(a -> orphans.add(a.uid()));
    }

    void gone(AddressState address) {
        var claim = server.claims.get(address.claim());
        if (claim == null || claim.deleting() || !claim.uid().equals(address.claimUid())) {
            return;
        }
        if (address.key().name().equals(claim.boundTo())) {
            throw new Broken("never lost: " + address + " goes, and its claim lives");
        }
        if (claim.boundTo() == null && !shared.contains(address.uid()) && !deletedByHand.contains(address.uid())) {
            throw new Broken("never lost: " + address + " goes before its claim is told of it, and nobody else had its number");
        }
    }

    private void come(AddressState address) {
        for (var other : server.addresses.values()) {
            if (other.key().name().equals(address.key().name()) && !other.uid().equals(address.uid())) {
                shared.add(other.uid());
                shared.add(address.uid());
            }
        }
    }

    /** Of one manager alone no two objects of one number are made; of several, no two claims are told of them. */
    void isAboutToBeMade(ObjectKey key, ClaimKey claim) {
        for (var other : server.addresses.values()) {
            if (mode.isAlone() && other.key().name().equals(key.name())) {
                throw new Broken("never twice: " + key.name() + " is made for " + claim + ", and is there as " + other);
            }
        }
    }

    void made(AddressState address) {
        come(address);
        if (!server.lives(address.claimUid())) {
            orphans.add(address.uid());
            // Its claim's namesake may take it for its own, and nobody could say that it is not.
            isExcused(address.claim());
        }
    }

    void told(ClaimState claim, boolean isBound, @Nullable String boundTo) {
        var before = claim.boundTo();
        if (before != null && !before.equals(boundTo) && !(isBound && robbed.contains(claim.uid()))) {
            throw new Broken("never lost: " + claim + " was told " + before + ", and is told " + boundTo + " now");
        }
        // Whoever is being deleted takes no number into use: a late request may tell it of one that it has given back.
        if (boundTo == null || claim.deleting()) {
            return;
        }
        var brings = brought.get(claim.uid());
        if (brings != null && !brings.equals(boundTo)) {
            throw new Broken("never lost: " + claim + " came with " + brings + ", and is told " + boundTo);
        }
        for (var other : server.claims.values()) {
            if (!other.key().equals(claim.key()) && boundTo.equals(other.boundTo()) && !other.deleting()) {
                throw new Broken("never twice: " + claim + " is told " + boundTo + ", which " + other + " has been told too");
            }
        }
    }
}
