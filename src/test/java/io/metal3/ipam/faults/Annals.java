package io.metal3.ipam.faults;

import io.metal3.ipam.ip.Address;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The history of claims and addresses as the API server tells it, and where it breaks a promise: an address that two hold at once, a
 * claim whose address changes or vanishes, a status that names what is not there. Several feeds tell it, none of which knows how far
 * the others are; so a judgement about a revision waits until everybody concerned has come to it. What is not surely a violation is
 * none: where a feed broke off and began anew, there is no telling what happened in between. Thread-safe:
 * whatever is not private is synchronized.
 */
final class Annals {

    /** A number, of which there may be one holder. */
    private record Holding(String network, Address address) {}

    /** A judgement that waits until these feeds have come to this revision. */
    private record Question(long revision, Set<Feed> feeds, Supplier<Optional<Charge>> verdict) {}

    private final Map<String, Life> lives = new HashMap<>();

    /** Claims that are gone. */
    private final Map<String, Life> past = new HashMap<>();

    private final Map<Holding, List<Life>> holders = new HashMap<>();

    /** The number of a claim, by its uid: for its whole life. */
    private final Map<String, Address> numbers = new HashMap<>();

    private final Map<Feed, Long> progress = new EnumMap<>(Feed.class);

    /** While a feed was away, objects may have come and gone that nobody has seen. */
    private record Gap(Feed feed, long after, long until) {
        boolean covers(Feed other, long revision) {
            return feed == other && after < revision && revision <= until;
        }
    }

    private final List<Gap> gaps = new ArrayList<>();

    private List<Question> questions = new ArrayList<>();

    private final List<Charge> charges = new ArrayList<>();

    private final Map<Feed, Integer> births = new EnumMap<>(Feed.class);

    private long judged;

    /** A watch has shown this object as it was at this revision. */
    synchronized void shown(Seen seen, long revision) {
        appear(seen, revision, true);
        come(seen.feed(), revision);
    }

    /** A watch has shown that an object was gone at this revision. */
    synchronized void gone(Feed feed, String uid, long revision) {
        var life = lives.remove(uid);
        if (life != null) {
            life.until = revision;
            var claim = life.seen instanceof Seen.OfAddress address ? address.claimUid() : null;
            if (claim != null) {
                ask(revision, Set.of(feed.claims()), () -> wasNeeded(life, claim, revision));
            }
            keep(life);
        }
        come(feed, revision);
    }

    /**
     * A list has shown these objects, and no others, at this revision; what came before, since the last word of this feed, is lost.
     *
     * @return what nobody has shown to go, each with the last revision at which it was shown
     */
    synchronized Map<Seen, Long> listed(Feed feed, Map<Seen, Long> objects, long revision) {
        Map<Seen, Long> vanished = new HashMap<>();
        var there = objects.keySet().stream().map(Seen::uid).collect(Collectors.toSet());
        for (var life : List.copyOf(lives.values())) {
            if (life.seen.feed() == feed && !there.contains(life.seen.uid())) {
                lives.remove(life.seen.uid());
                vanished.put(life.seen, life.lastSeen);
                life.until = life.lastSeen + 1;
                keep(life);
            }
        }
        objects.forEach((seen, version) -> appear(seen, version, false));
        come(feed, revision);
        return vanished;
    }

    /** A feed has broken off since its last word, and begins anew at this revision: what came and went in between was not shown. */
    synchronized void missed(Feed feed, long revision) {
        gaps.add(new Gap(feed, progress.getOrDefault(feed, 0L), revision));
    }

    /** A feed has come to this revision: whatever happened up to it has been shown. */
    synchronized void come(Feed feed, long revision) {
        progress.merge(feed, revision, Math::max);
        judge();
    }

    /** What follows a feed has failed itself: nothing that it says from now on can be trusted. */
    synchronized void lost(Feed feed, RuntimeException failure) {
        charges.add(Charge.sure("nobody follows " + feed + " any more: " + failure));
    }

    /** What was seen and must never be, in the order in which it was found. */
    synchronized List<Charge> charges() {
        return List.copyOf(charges);
    }

    /** Judgements that wait for a feed. */
    synchronized int open() {
        return questions.size();
    }

    synchronized long judged() {
        return judged;
    }

    /** How many objects of each kind there have been. */
    synchronized Map<Feed, Integer> births() {
        return new TreeMap<>(births);
    }

    /** What there is of a kind, as far as the feed has come. */
    synchronized List<Seen> living(Feed feed) {
        return lives.values().stream().map(life -> life.seen).filter(seen -> seen.feed() == feed).toList();
    }

    private void appear(Seen seen, long revision, boolean exact) {
        var life = lives.get(seen.uid());
        Seen before = null;
        if (life == null) {
            life = new Life(seen, revision);
            lives.put(seen.uid(), life);
            births.merge(seen.feed(), 1, Integer::sum);
            settle(life);
        } else {
            before = life.seen;
            life.seen = seen;
        }
        if (seen.deleting() && life.wholeUntil == Life.FOR_EVER) {
            life.wholeUntil = exact ? revision : life.lastSeen + 1;
        }
        life.lastSeen = revision;
        switch (seen) {
            case Seen.OfAddress address -> watchOwner(address);
            case Seen.OfClaim claim -> watchStatus((Seen.OfClaim) before, claim, revision);
        }
    }

    /** Nobody else may hold the number at a revision at which both are there. */
    private void settle(Life life) {
        if (life.seen instanceof Seen.OfAddress address) {
            var others = holders.computeIfAbsent(new Holding(address.network(), address.number()), key -> new ArrayList<>());
            for (var other : others) {
                long revision = Math.max(life.since, other.since);
                ask(revision, EnumSet.of(address.feed(), other.seen.feed()), () -> life.livesAt(revision) && other.livesAt(revision)
                        ? Optional.of(heldTwice(life, other, revision))
                        : Optional.empty());
            }
            others.add(life);
        }
    }

    /** Nobody asks any more about one that went before every feed's present. */
    private void keep(Life life) {
        if (life.seen instanceof Seen.OfAddress address) {
            long oldest = Stream.of(Feed.values())
                    .mapToLong(feed -> progress.getOrDefault(feed, 0L))
                    .min()
                    .orElseThrow();
            var others = holders.get(new Holding(address.network(), address.number()));
            if (others != null) {
                others.removeIf(other -> other.until < oldest);
            }
        } else {
            // Who asks about a claim that is gone needs to know how long it was whole.
            past.put(life.seen.uid(), life);
        }
    }

    private void watchOwner(Seen.OfAddress address) {
        if (address.claimUid() != null) {
            var before = numbers.putIfAbsent(address.claimUid(), address.number());
            if (before != null && !before.equals(address.number())) {
                charges.add(Charge.sure("a claim had " + before + " and has another address: " + address));
            }
        }
    }

    private void watchStatus(Seen.@Nullable OfClaim before, Seen.OfClaim claim, long revision) {
        if (before != null && before.boundTo() != null && !before.boundTo().equals(claim.boundTo())) {
            charges.add(
                    Charge.sure("the status of a claim named " + before.boundTo() + ", and at " + revision + " it is " + claim));
        }
        if (claim.boundTo() != null && !claim.deleting() && (before == null || !claim.boundTo().equals(before.boundTo()))) {
            ask(revision, Set.of(claim.feed().addresses()), () -> isTrue(claim, revision));
        }
    }

    private static Charge heldTwice(Life one, Life other, long revision) {
        return new Charge(
                "held twice at " + revision + ": " + one + " and " + other,
                past -> past.at(revision, one.seen).isPresent() && past.at(revision, other.seen).isPresent());
    }

    private Optional<Charge> wasNeeded(Life address, String claimUid, long revision) {
        var claim = lives.containsKey(claimUid) ? lives.get(claimUid) : past.get(claimUid);
        return claim != null && claim.isWholeAt(revision)
                ? Optional.of(new Charge(
                        "an address went while its claim was there, at " + revision + ": " + address + ", " + claim,
                        past -> past.at(revision, claim.seen).filter(seen -> !seen.deleting()).isPresent()))
                : Optional.empty();
    }

    private Optional<Charge> isTrue(Seen.OfClaim claim, long revision) {
        var addresses = claim.feed().addresses();
        return gaps.stream().anyMatch(gap -> gap.covers(addresses, revision))
                        || holders.values().stream()
                                .flatMap(List::stream)
                                .anyMatch(life -> life.livesAt(revision) && answers(life.seen, claim))
                ? Optional.empty()
                : Optional.of(new Charge(
                        "at " + revision + " the status named an address that was not there, or another's: " + claim,
                        past -> past.at(revision, addresses, Objects.requireNonNull(claim.boundTo()))
                                .filter(seen -> answers(seen, claim))
                                .isEmpty()));
    }

    /** Whether this is the address that the claim's status names, and is made for it. */
    private static boolean answers(Seen seen, Seen.OfClaim claim) {
        return seen instanceof Seen.OfAddress address
                && address.feed() == claim.feed().addresses()
                && address.name().equals(claim.boundTo())
                && address.claim().equals(claim.name());
    }

    private void ask(long revision, Set<Feed> feeds, Supplier<Optional<Charge>> verdict) {
        questions.add(new Question(revision, feeds, verdict));
    }

    private void judge() {
        var waiting = new ArrayList<Question>();
        for (var question : questions) {
            if (question.feeds().stream().allMatch(feed -> progress.getOrDefault(feed, 0L) >= question.revision())) {
                judged++;
                question.verdict().get().ifPresent(charges::add);
            } else {
                waiting.add(question);
            }
        }
        questions = waiting;
    }
}
