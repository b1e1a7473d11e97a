package io.metal3.ipam.address;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads all address objects of one kind in a namespace from the API server itself, for the rare claim that may have had an address before
 * we knew it: the watch may lag behind the claim's. Many claims that ask at once share a read. Thread-safe.
 *
 * @param <A> the kind of address object
 */
public final class FreshView<A extends HasMetadata> {

    private static final long PAGE = 500;

    private final AddressApi<A> api;
    private final AddressFeed<A> feed;
    private final Map<String, Namespace> namespaces = new ConcurrentHashMap<>();

    public FreshView(AddressApi<A> api, AddressFeed<A> feed) {
        this.api = api;
        this.feed = feed;
    }

    /** Returns when everything that existed at the time of the call is known. */
    public void refresh(String namespace) {
        namespaces.computeIfAbsent(namespace, Namespace::new).refresh(System.nanoTime());
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
            api.list(name, PAGE).forEach(object -> api.kind().read(object).ifPresent(feed::answered));
            lastReadBegan = began;
            everRead = true;
        }
    }
}
