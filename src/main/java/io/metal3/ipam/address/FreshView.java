package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads all address objects of one kind in a namespace from the API server itself, for the rare claim that may have had an address before
 * we knew it: the watch may lag behind the claim's. Many claims that ask at once share a read. Thread-safe.
 *
 * @param <A> the kind of address object
 */
public final class FreshView<A extends HasMetadata> {

    private static final long PAGE = 500;
    private static final long POLL_NANOS = Duration.ofMillis(10).toNanos();

    private final AddressObjects<A> api;
    private final AddressFeed<A> feed;
    private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();

    public FreshView(AddressObjects<A> api, AddressFeed<A> feed) {
        this.api = api;
        this.feed = feed;
    }

    /** Returns when everything that existed at the time of the call is known. */
    public void refresh(String namespace) {
        namespaces.computeIfAbsent(namespace, Namespace::new).refresh(System.nanoTime());
    }

    /**
     * Learns, at a takeover, of what the one before us did last: from the watch, if it has shown it, or by a list. That takes no longer
     * than this, however many objects there are. What is missed then is harmless while it has the name that we would give: the API
     * server refuses a second one.
     *
     * @param namespace null for all
     */
    public void catchUp(@Nullable String namespace, Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        long stopListing = System.nanoTime() + atMost.dividedBy(2).toNanos();
        var page = api.page(namespace, PAGE, null);
        while (!feed.hasShown(page.version())) {
            learn(page);
            var next = page.next();
            if (next == null) {
                return;
            }
            if (System.nanoTime() - stopListing > 0) {
                awaitShown(page.version(), end);
                return;
            }
            page = api.page(namespace, PAGE, next);
        }
    }

    private void learn(AddressObjects.Page<A> page) {
        page.items().forEach(object -> api.kind().read(object).ifPresent(feed::answered));
    }

    private void awaitShown(long version, long end) {
        while (!feed.hasShown(version) && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private final class Namespace {
        private final String name;
        private boolean everRead;
        private long lastReadBegan;

        Namespace(String name) {
            this.name = name;
        }

        /** Whoever waited for a read that began after it asked is served by that read. */
        synchronized void refresh(long asked) {
            if (everRead && lastReadBegan - asked > 0) {
                return;
            }
            var began = System.nanoTime();
            // Page by page: a namespace may have a million of them.
            String next = null;
            do {
                var page = api.page(name, PAGE, next);
                learn(page);
                next = page.next();
            } while (next != null);
            lastReadBegan = began;
            everRead = true;
        }
    }
}
