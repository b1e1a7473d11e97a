package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.ClaimKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Claims that an address was asked for, and no answer came: the request may still be carried out, long after its sender has given it
 * up. Until that can be no more such a claim is not released, and what is reserved to it rests, even when the claim has vanished.
 * Thread-safe.
 */
final class UnansweredCreates {

    /** The API server ends each request after a minute by itself ({@code --request-timeout}); and some time for the way there. */
    static final Duration LONGEST = Duration.ofSeconds(75);

    private final Clock clock;

    /** When the last request for each claim of a name (by uid) can be carried out no more. */
    private final Map<ClaimKey, Map<String, Instant>> asked = new ConcurrentHashMap<>();

    /** When the managers before us served no more. */
    private volatile Instant endOfOthers = Instant.MIN;

    /** The claims whose numbers rest because of them. */
    private final Set<ClaimKey> keptForOthers = ConcurrentHashMap.newKeySet();

    /**
     * Whom an address was asked for.
     *
     * @param claim its name, which another one may have by now
     * @param uid its uid
     */
    record Asker(ClaimKey claim, String uid) {}

    UnansweredCreates(Clock clock) {
        this.clock = clock;
    }

    /** We begin to serve: of what another manager asked for until now nobody tells us the answers. */
    void begin() {
        endOfOthers = clock.instant();
    }

    void add(Claim claim) {
        var until = clock.instant().plus(LONGEST);
        asked.compute(claim.key(), (key, requests) -> {
            var all = requests == null ? new HashMap<String, Instant>() : new HashMap<>(requests);
            all.put(claim.uid(), until);
            return Map.copyOf(all);
        });
    }

    /** How long an address for a claim of this name may still come to be; empty when it cannot. */
    Optional<Duration> rest(ClaimKey claim) {
        return Optional.ofNullable(asked.get(claim)).flatMap(requests -> until(Collections.max(requests.values())));
    }

    /** How long an address of this claim may still come to be that a manager before us asked for; empty when it cannot. */
    Optional<Duration> restOfOthers(Claim claim) {
        var end = endOfOthers;
        return claim.created().isBefore(end) ? until(end.plus(LONGEST)) : Optional.empty();
    }

    /** The number of this claim rests for what a manager before us may have asked for, and nothing else need call for a look when that is over. */
    void keepForOthers(ClaimKey claim) {
        keptForOthers.add(claim);
    }

    /** The claims whose numbers need not rest any more for what a manager before us may have asked for; each is told once. */
    List<ClaimKey> overForOthers() {
        if (until(endOfOthers.plus(LONGEST)).isPresent()) {
            return List.of();
        }
        var over = List.copyOf(keptForOthers);
        over.forEach(keptForOthers::remove);
        return over;
    }

    /** The claims whose time of waiting is over; until it is said that all is done for them. */
    List<Asker> over() {
        var now = clock.instant();
        return asked.entrySet().stream()
                .flatMap(claim -> claim.getValue().entrySet().stream()
                        .filter(request -> !now.isBefore(request.getValue()))
                        .map(request -> new Asker(claim.getKey(), request.getKey())))
                .toList();
    }

    /** What could have come of the request has been seen to; a later request for the claim stays. */
    void done(Asker asker) {
        var now = clock.instant();
        asked.computeIfPresent(asker.claim(), (key, requests) -> {
            var left = new HashMap<>(requests);
            left.computeIfPresent(asker.uid(), (uid, until) -> now.isBefore(until) ? until : null);
            return left.isEmpty() ? null : Map.copyOf(left);
        });
    }

    private Optional<Duration> until(Instant end) {
        return Optional.of(clock.instant()).filter(now -> now.isBefore(end)).map(now -> Duration.between(now, end));
    }
}
