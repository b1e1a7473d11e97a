package io.metal3.ipam.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * All that happens to the objects of a kind in a namespace, in the API server's own order and without a gap, from the moment that
 * this is made.
 */
public final class Chronicle<T extends HasMetadata> implements AutoCloseable {

    /** One event of the watch. */
    public record Entry<T>(Watcher.Action action, T object) {}

    private final List<Entry<T>> entries = new CopyOnWriteArrayList<>();
    private final AtomicReference<WatcherException> broken = new AtomicReference<>();
    private final Watch watch;

    Chronicle(NonNamespaceOperation<T, ? extends KubernetesResourceList<T>, ? extends Resource<T>> objects) {
        var since = objects.list().getMetadata().getResourceVersion();
        var options = new ListOptionsBuilder().withResourceVersion(since).build();
        watch = objects.watch(options, new Watcher<>() {
            @Override
            public void eventReceived(Action action, T object) {
                entries.add(new Entry<>(action, object));
            }

            @Override
            public void onClose(WatcherException cause) {
                broken.set(cause);
            }
        });
    }

    /** What has been seen so far, in order. */
    public List<Entry<T>> entries() {
        if (broken.get() != null) {
            throw new IllegalStateException("The watch broke off: there may be a gap", broken.get());
        }
        return List.copyOf(entries);
    }

    @Override
    public void close() {
        watch.close();
    }
}
