package io.metal3.ipam.kube;

import java.util.stream.Stream;

/**
 * Spares the store of an informer from showing all that it holds after the very first list. The informer looks through its store
 * after each list for what the list did not have; after the first there can be nothing of the kind, and a store that makes its
 * objects anew whenever somebody looks would make a million for nothing. Thread-safe.
 */
public final class InitialList {

    private boolean over;

    /** Something was replaced or removed: then this is not, or not only, the first list. */
    public synchronized void changed() {
        over = true;
    }

    /** All, but none the first time. */
    public <T> Stream<T> orNone(Stream<T> all) {
        synchronized (this) {
            if (over) {
                return all;
            }
            over = true;
        }
        return Stream.empty();
    }
}
