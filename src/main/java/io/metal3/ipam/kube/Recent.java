package io.metal3.ipam.kube;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes equal values one and the same, as far as they were seen of late: thousands of objects made alike have labels, finalizers and
 * specs alike, and each comes from the API server with copies of its own. What is not seen again is soon let go. Thread-safe.
 *
 * @param <T> immutable, with equals and hashCode
 */
public final class Recent<T> {

    private static final int MOST = 512;

    private final Map<T, T> values = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<T, T> eldest) {
            return size() > MOST;
        }
    };

    /** The one that was seen before and equals this one; or else this one, from now on. */
    public synchronized T of(T value) {
        var earlier = values.putIfAbsent(value, value);
        return earlier == null ? value : earlier;
    }
}
