package io.metal3.ipam.address;

import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.ObjectKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Objects that an answer has shown and the watch has not, yet. Nearly always the watch follows within milliseconds. Where an
 * object was deleted in the meantime and the watch, broken just then, never showed it, its number would stay taken for ever; so
 * what is not confirmed in time is asked for once more. Thread-safe.
 */
final class Unconfirmed {

    private record Entry(AddressObject address, Instant since) {}

    private final Map<ObjectKey, Entry> entries = new ConcurrentHashMap<>();
    private final Clock clock;
    private final Duration patience;

    Unconfirmed(Clock clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
    }

    void add(AddressObject address) {
        entries.put(address.key(), new Entry(address, clock.instant()));
    }

    boolean contains(ObjectKey key) {
        return entries.containsKey(key);
    }

    boolean contains(ObjectKey key, String uid) {
        var entry = entries.get(key);
        return entry != null && entry.address().uid().equals(uid);
    }

    /** Whether an answer has shown a later object of this name: the watch, which shows this one, is behind, and this one is gone. */
    boolean hasOutrun(ObjectKey key, String uid) {
        return contains(key) && !contains(key, uid);
    }

    /**
     * The watch has shown this object, or it is gone.
     *
     * @return whether that was waited for
     */
    boolean confirm(ObjectKey key, String uid) {
        var entry = entries.get(key);
        return entry != null && entry.address().uid().equals(uid) && entries.remove(key, entry);
    }

    /** Those that have waited too long; each waits anew from now on. */
    List<AddressObject> overdue() {
        var now = clock.instant();
        var latest = now.minus(patience);
        var result = entries.values().stream().filter(e -> e.since().isBefore(latest)).toList();
        result.forEach(e -> entries.replace(e.address().key(), e, new Entry(e.address(), now)));
        return result.stream().map(Entry::address).toList();
    }
}
