package io.metal3.ipam.claim;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Claims that are gone and that nobody has seen to yet. A look at what is gone is shown by the framework (5.3) what has the name by then,
 * and a new list shows a claim that was made anew in between as a change of the old one: the earlier claim would be forgotten, with what
 * was made for it and is reserved to it. Thread-safe.
 *
 * @param <C> the kind of claim
 */
final class Departures<C extends HasMetadata> {

    private final ConcurrentMap<String, Queue<C>> byName = new ConcurrentHashMap<>();

    /** The watch does not show this one any more, but nothing, or a later one of its name. */
    void add(C gone) {
        byName.compute(Cache.metaNamespaceKeyFunc(gone), (name, earlier) -> {
            var all = earlier == null ? new ArrayDeque<C>() : new ArrayDeque<>(earlier);
            all.add(gone);
            return all;
        });
    }

    /** Whether somebody had the name of this claim who has not been seen to. */
    boolean hasAnyOf(C namesake) {
        return byName.containsKey(Cache.metaNamespaceKeyFunc(namesake));
    }

    /** Sees to those who had the name of this claim, in their order; one that cannot be seen to stays, and the failure rises. */
    void seeTo(C namesake, Consumer<C> action) {
        var name = Cache.metaNamespaceKeyFunc(namesake);
        for (var gone : byName.getOrDefault(name, new ArrayDeque<>())) {
            action.accept(gone);
            byName.computeIfPresent(name, (n, rest) -> without(gone.getMetadata().getUid(), rest));
        }
    }

    private static <C extends HasMetadata> @Nullable Queue<C> without(String uid, Queue<C> all) {
        var rest = new ArrayDeque<>(all);
        rest.removeIf(gone -> uid.equals(gone.getMetadata().getUid()));
        return rest.isEmpty() ? null : rest;
    }
}
