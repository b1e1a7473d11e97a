package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.AddressObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What has become of a claim after one look at it. */
public sealed interface ClaimOutcome {

    /**
     * It has its address.
     *
     * @param version the only version of the claim that may be told so, since in a later one another manager may have given the address
     *     up; null where any may
     */
    record Bound(AddressObject address, @Nullable String version) implements ClaimOutcome {}

    /** It cannot be served; the event that changes this will wake it. */
    record Waiting(ClaimReason reason, String message) implements ClaimOutcome {}

    /** The API server refused a write. Nothing is held for the claim meanwhile; it is tried again after this while. */
    record Refused(ClaimReason reason, String message, Duration tryAgainAfter) implements ClaimOutcome {}

    /** Nothing of it may be touched now, its status included. */
    record Held(String why) implements ClaimOutcome {}

    /** Whatever could be done for it now might have to be undone, and no event tells when that is over: look again after this while. */
    record Resting(Duration rest) implements ClaimOutcome {}

    /** What is known of it is older than what is there: look again in a moment. */
    record Outdated() implements ClaimOutcome {}

    /** It needs nothing of us: gone, or released, or not ours. */
    record Done() implements ClaimOutcome {}

    /**
     * That a claim has its address is true whatever else has changed, but where another manager may have chosen anew; anything else is said
     * of the version that was looked at: a newer one may have its address.
     *
     * @param seen the version that was looked at
     * @return the only version of the claim that may be told; null where any may
     */
    default @Nullable String versionToTell(@Nullable String seen) {
        return this instanceof Bound(var address, var version) ? version : seen;
    }

    /** Whether the claim's status tells it. */
    default boolean isTold() {
        return this instanceof Bound || this instanceof Waiting || this instanceof Refused;
    }
}
