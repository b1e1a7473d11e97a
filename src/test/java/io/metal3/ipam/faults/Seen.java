package io.metal3.ipam.faults;

import io.metal3.ipam.ip.Address;
import org.jspecify.annotations.Nullable;

/** An object as a list or a watch has shown it, as far as it matters to a judge. */
sealed interface Seen {

    Feed feed();

    String name();

    String uid();

    boolean deleting();

    /**
     * An address object of either kind.
     *
     * @param network the pools among which a number may be held once
     * @param claimUid whose it is, if its owners tell
     */
    record OfAddress(
            Feed feed, String name, String uid, boolean deleting, String network, Address number, String claim, @Nullable String claimUid)
            implements Seen {}

    /**
     * A claim of either kind.
     *
     * @param boundTo the address object that its status names
     * @param held whether it bears a finalizer
     */
    record OfClaim(Feed feed, String name, String uid, boolean deleting, @Nullable String boundTo, boolean held)
            implements Seen {}
}
