package io.metal3.ipam.kube;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches whether a kind that belongs to somebody else is installed, and in which of the versions that we can read it is served.
 * Thread-safe.
 */
public final class KindWatch implements AutoCloseable {

    private static final Duration SYNC_TIMEOUT = Duration.ofMinutes(10);

    private final KubernetesClient client;
    private final String definitionName;
    private final List<String> versions;
    private final Consumer<Optional<String>> changed;

    private volatile @Nullable SharedIndexInformer<KindDefinition> informer;

    @GuardedBy("this")
    private @Nullable String version;

    /** Before that, whatever is heard is in the store already, and looked up there. */
    @GuardedBy("this")
    private boolean started;

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
    public Optional<String> start() {
        var watch = client.resources(KindDefinition.class).withName(definitionName).runnableInformer(0);
        informer = watch;
        watch.addEventHandler(new Handler());
        // An API server that has just started turns everybody away for a moment: try again rather than give up.
        watch.exceptionHandler((hasStarted, failure) -> true);
        watch.start().toCompletableFuture().orTimeout(SYNC_TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
        synchronized (this) {
            version = servedVersion(watch.getStore().getByKey(definitionName));
            started = true;
            return Optional.ofNullable(version);
        }
    }

    @Override
    public void close() {
        var watch = informer;
        if (watch != null) {
            watch.close();
        }
    }

    private void look(@Nullable KindDefinition definition) {
        var now = servedVersion(definition);
        synchronized (this) {
            if (!started || Objects.equals(now, version)) {
                return;
            }
            version = now;
        }
        changed.accept(Optional.ofNullable(now));
    }

    private @Nullable String servedVersion(@Nullable KindDefinition definition) {
        if (definition == null) {
            return null;
        }
        var served = definition.servedVersions();
        return versions.stream().filter(served::contains).findFirst().orElse(null);
    }

    /** Events come one at a time; what comes before {@link #start} has looked for itself is not waited for, or neither would go on. */
    private final class Handler implements ResourceEventHandler<KindDefinition> {
        @Override
        public void onAdd(KindDefinition definition) {
            look(definition);
        }

        @Override
        public void onUpdate(KindDefinition before, KindDefinition now) {
            look(now);
        }

        @Override
        public void onDelete(KindDefinition definition, boolean finalStateUnknown) {
            look(null);
        }
    }
}
