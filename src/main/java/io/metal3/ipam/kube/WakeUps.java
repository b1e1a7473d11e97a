package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An event source of our own: asks the framework to look at an object again, because something changed that its own watch does
 * not show. Thread-safe.
 *
 * @param <P> the kind that is reconciled
 */
public final class WakeUps<P extends HasMetadata> extends AbstractEventSource<WakeUps.Nothing, P> {

    /** There are no secondary resources behind this source. */
    public static final class Nothing {
        private Nothing() {}
    }

    private volatile @Nullable IndexerResourceCache<P> primaries;

    public WakeUps() {
        super(Nothing.class, "wake-ups");
    }

    /** Looks objects up in this cache from now on; nothing that is not in it is woken. */
    public WakeUps<P> over(IndexerResourceCache<P> cache) {
        primaries = cache;
        return this;
    }

    private Optional<P> find(ResourceID id) {
        var cache = primaries;
        return cache == null || !isRunning() ? Optional.empty() : cache.get(id);
    }

    /** The object as the watch shows it now. */
    public Optional<P> find(String namespace, String name) {
        return find(new ResourceID(name, namespace));
    }

    /** Asks for a look at the object; does nothing when it is not there. */
    public void wake(String namespace, String name) {
        wake(new ResourceID(name, namespace));
    }

    /**
     * Sees to the object that may have been made anew under the name of one that is gone. To be called by a look at the one that is gone:
     * when that ends, the framework (5.3) forgets the name, and with it all that it has been told of the new one until then.
     *
     * @param concerned whether a look at the new one is wanted
     */
    public void wakeSuccessor(P gone, Predicate<P> concerned) {
        var id = ResourceID.fromResource(gone);
        Gate.afterwards(() -> {
            if (find(id).filter(concerned).isPresent()) {
                wake(id);
            }
        });
    }

    /** Every object as the watch shows it now. Walks them all: for the start only. */
    public List<P> all() {
        var cache = primaries;
        return cache == null || !isRunning() ? List.of() : cache.list().toList();
    }

    /** A resource event, because the framework drops any other kind for objects that its filters have kept from it so far. */
    private void wake(ResourceID id) {
        find(id).ifPresent(object -> getEventHandler().handleEvent(new ResourceEvent(ResourceAction.UPDATED, id, object)));
    }

    @Override
    public Set<Nothing> getSecondaryResources(P primary) {
        return Set.of();
    }
}
