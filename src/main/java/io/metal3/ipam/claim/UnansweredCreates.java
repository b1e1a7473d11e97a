package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.ClaimKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Claims that an address was asked for, and no answer came: the request may still be carried out, long after its sender has given it
 * up, even when its claim is gone. What was reserved to such a claim rests until that can be no more. Thread-safe.
 */
final class UnansweredCreates {

    /** The API server ends each request after a minute by itself ({@code --request-timeout}); and some time for the way there. */
    private static final Duration LONGEST = Duration.ofSeconds(75);

    private final Clock clock;
    private final Map<ClaimKey, Asked> asked = new ConcurrentHashMap<>();

    /**
     * The last request for a claim.
     *
     * @param claimUid whom the object would be made for
     * @param until when it can be carried out no more
     */
    private record Asked(String claimUid, Instant until) {}

    UnansweredCreates(Clock clock) {
        this.clock = clock;
    }

    void add(Claim claim) {
        asked.put(claim.key(), new Asked(claim.uid(), clock.instant().plus(LONGEST)));
    }

    /** Whether an address for a claim of this name may still come to be. */
    boolean mayComeToBe(ClaimKey claim) {
        var last = asked.get(claim);
        return last != null && clock.instant().isBefore(last.until());
    }

    /** The claims whose time of waiting is over, with the uid that each had; they are forgotten by it. */
    Map<ClaimKey, String> over() {
        var result = new ConcurrentHashMap<ClaimKey, String>();
        var now = clock.instant();
        asked.forEach((claim, last) -> {
            if (!now.isBefore(last.until()) && asked.remove(claim, last)) {
                result.put(claim, last.claimUid());
            }
        });
        return result;
    }
}
