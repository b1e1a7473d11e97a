package io.metal3.ipam.testing;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.metal3.ipam.Manager;
import io.metal3.ipam.Settings;
import io.metal3.ipam.api.Kinds;
import io.metal3.ipam.kube.Clients;
import io.metal3.ipam.webhook.AdmissionHandler;
import java.util.function.Supplier;

/** A manager in this JVM, with a client of its own: it may do what the shipped role allows, and no more. */
public final class RunningManager implements AutoCloseable {

    private final Supplier<Config> config;
    private final Settings settings;
    private KubernetesClient client;
    private Manager manager;

    RunningManager(Supplier<Config> config, Settings settings) {
        this.config = config;
        this.settings = settings;
        client = client();
        manager = new Manager(client, settings);
        manager.start();
    }

    /** Ends it as a rolling update would. */
    public void stop() {
        manager.close();
        client.close();
    }

    /**
     * Ends it in the middle of whatever it does, as far as one JVM allows: its connections go first, so that nothing it still
     * wanted to write arrives.
     */
    public void kill() {
        client.close();
        manager.close();
    }

    /** Begins anew, with nothing remembered, after a {@link #stop} or a {@link #kill}. */
    public void start() {
        client = client();
        manager = new Manager(client, settings);
        manager.start();
    }

    /** What the API server may ask this manager, until it is started anew. */
    public AdmissionHandler admission() {
        return manager.admission();
    }

    @Override
    public void close() {
        stop();
    }

    private KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(config.get())
                .withKubernetesSerialization(Clients.serialization(Kinds.ALL))
                .build();
    }
}
