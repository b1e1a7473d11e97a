package io.metal3.ipam.testing;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Every state that an object has been in since this began, its first one included: what whoever watches it gets to see. */
public final class History<T extends HasMetadata> implements AutoCloseable {

    private final List<T> states = new CopyOnWriteArrayList<>();
    private final Watch watch;

    History(Resource<T> object) {
        watch = object.watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, T state) {
                states.add(state);
            }

            @Override
            public void onClose(WatcherException cause) {
                throw new IllegalStateException("The watch broke off", cause);
            }
        });
    }

    public List<T> states() {
        return states;
    }

    public T latest() {
        if (states.isEmpty()) {
            throw new AssertionError("Nothing has been seen yet");
        }
        return states.getLast();
    }

    @Override
    public void close() {
        watch.close();
    }
}
