package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether a kind that belongs to somebody else is installed, and in which of the versions that we can read it is served.
 * Thread-safe.
 */
public final class KindWatch implements AutoCloseable {

    private final KubernetesClient client;
    private final String definitionName;
    private final List<String> versions;
    private final Consumer<Optional<String>> changed;

    private @Nullable SharedIndexInformer<CustomResourceDefinition> informer;
    private @Nullable String version;

    /**
     * Makes a watch that knows nothing until it is started.
     *
     * @param definitionName the plural of the kind, a dot and its group
     * @param versions those that we can read, the preferred one first
     * @param changed hears the version each time it changes after the start; empty when the kind is not served any more
     */
    public KindWatch(
            KubernetesClient client, String definitionName, List<String> versions, Consumer<Optional<String>> changed) {
        this.client = client;
        this.definitionName = definitionName;
        this.versions = List.copyOf(versions);
        this.changed = changed;
    }

    /** The version in which the kind is served now; empty when it is not. */
    public synchronized Optional<String> start() {
        var watch =
                client.apiextensions().v1().customResourceDefinitions().withName(definitionName).inform(new Handler());
        informer = watch;
        version = servedVersion(watch.getStore().getByKey(definitionName));
        return Optional.ofNullable(version);
    }

    @Override
    public synchronized void close() {
        if (informer != null) {
            informer.close();
        }
    }

    private void look(@Nullable CustomResourceDefinition definition) {
        var now = servedVersion(definition);
        synchronized (this) {
            if (Objects.equals(now, version)) {
                return;
            }
            version = now;
        }
        changed.accept(Optional.ofNullable(now));
    }

    private @Nullable String servedVersion(@Nullable CustomResourceDefinition definition) {
        if (definition == null || !isEstablished(definition)) {
            return null;
        }
        var served = definition.getSpec().getVersions().stream()
                .filter(CustomResourceDefinitionVersion::getServed)
                .map(CustomResourceDefinitionVersion::getName)
                .toList();
        return versions.stream().filter(served::contains).findFirst().orElse(null);
    }

    private static boolean isEstablished(CustomResourceDefinition definition) {
        var status = definition.getStatus();
        // Both come a moment after the definition itself.
        return status != null
                && status.getConditions() != null
                && status.getConditions().stream()
                        .anyMatch(c -> "Established".equals(c.getType()) && "True".equals(c.getStatus()));
    }

    /** Events come one at a time, and none before {@link #start} has looked for itself: it holds the lock. */
    private final class Handler implements ResourceEventHandler<CustomResourceDefinition> {
        @Override
        public void onAdd(CustomResourceDefinition definition) {
            look(definition);
        }

        @Override
        public void onUpdate(CustomResourceDefinition before, CustomResourceDefinition now) {
            look(now);
        }

        @Override
        public void onDelete(CustomResourceDefinition definition, boolean finalStateUnknown) {
            look(null);
        }
    }
}
