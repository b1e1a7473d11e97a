package io.metal3.ipam.protocol;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.api.config.BaseConfigurationService;
import io.javaoperatorsdk.operator.api.config.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.informer.InformerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.kube.WakeUps;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the framework keeps of one kind of object, and what it does when the watch shows something: store, filters, and looks at what
 * passes them.
 */
final class Watched<T extends HasMetadata> {

    private static final ControllerConfiguration<IPClaim> FRAMEWORK =
            new BaseConfigurationService().getConfigurationFor(new Nobody());

    private final Agenda agenda;
    private final Function<String, Agenda.Look> look;
    private final InformerConfiguration<T> configuration;
    private final ItemStore<T> store;

    /**
     * A kind of which nothing has been seen.
     *
     * @param look the look at the object of a name
     * @param configure says how the kind is watched
     * @param wakeUps ask for a look although the watch shows nothing
     */
    @SuppressWarnings("unchecked")
    Watched(
            Agenda agenda,
            Function<String, Agenda.Look> look,
            Consumer<ControllerConfigurationOverrider<T>> configure,
            WakeUps<T> wakeUps) {
        this.agenda = agenda;
        this.look = look;
        var overrider = (ControllerConfigurationOverrider<T>) (Object) ControllerConfigurationOverrider.override(FRAMEWORK);
        configure.accept(overrider);
        configuration = overrider.build().getInformerConfig();
        store = configuration.getItemStore();
        wakeUps.over(new StoreCache<>(store));
        wakeUps.setEventHandler(event -> agenda.add(look.apply(event.getRelatedCustomResourceID().getName())));
        wakeUps.start();
    }

    @Nullable T get(String objectName) {
        return store.get(ModelServer.NAMESPACE + "/" + objectName);
    }

    /** The watch shows that an object was made or changed, or that it is gone. */
    void show(boolean isGone, T object) {
        var key = store.getKey(object);
        if (isGone) {
            store.remove(key);
            if (configuration.getGenericFilter().accept(object)) {
                agenda.addLast(look.apply(object.getMetadata().getName()), object);
            }
            return;
        }
        var before = store.put(key, object);
        if (configuration.getGenericFilter().accept(object)
                && (before == null
                        ? configuration.getOnAddFilter().accept(object)
                        : configuration.getOnUpdateFilter().accept(object, before))) {
            agenda.add(look.apply(object.getMetadata().getName()));
        }
    }

    /** A list shows all there is. */
    void replace(List<T> all) {
        var keys = new HashSet<String>();
        all.forEach(object -> {
            keys.add(store.getKey(object));
            show(false, object);
        });
        for (var key : store.values().map(store::getKey).toList()) {
            var old = store.get(key);
            if (old != null && !keys.contains(key)) {
                show(true, old);
            }
        }
    }

    /** Only there to be asked for a configuration that the doors then change. */
    @io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration(name = "model")
    private static final class Nobody implements Reconciler<IPClaim> {
        @Override
        public UpdateControl<IPClaim> reconcile(IPClaim claim, Context<IPClaim> context) {
            throw new UnsupportedOperationException();
        }
    }

    private record StoreCache<T extends HasMetadata>(ItemStore<T> store) implements IndexerResourceCache<T> {
        @Override
        public Optional<T> get(ResourceID id) {
            return Optional.ofNullable(store.get(id.getNamespace().orElseThrow() + "/" + id.getName()));
        }

        @Override
        public Stream<ResourceID> keys() {
            return store.values().map(ResourceID::fromResource);
        }

        @Override
        public Stream<T> list(Predicate<T> predicate) {
            return store.values().filter(predicate);
        }

        @Override
        public Stream<T> list(String namespace, Predicate<T> predicate) {
            return store.values().filter(predicate);
        }

        @Override
        public List<T> byIndex(String index, String key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void addIndexers(Map<String, Function<T, List<String>>> indexers) {
            throw new UnsupportedOperationException();
        }
    }
}
