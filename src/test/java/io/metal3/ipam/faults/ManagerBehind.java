package io.metal3.ipam.faults;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.metal3.ipam.Manager;
import io.metal3.ipam.Settings;
import io.metal3.ipam.kube.ConnectionFactory;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.TestNamespace;
import java.time.Duration;

/** A manager of one namespace, in this JVM, that takes a {@link FaultyApiServer} of its own for the real one. */
final class ManagerBehind implements AutoCloseable {

    private final FaultyApiServer between;
    private final KubernetesClient client;
    private final Manager manager;

    private ManagerBehind(FaultyApiServer between, TestNamespace namespace, Duration silence) {
        this.between = between;
        client = between.client(silence);
        manager = new Manager(client, Settings.defaults().inNamespace(namespace.name()));
    }

    /** Returns once it serves. */
    static ManagerBehind serving(Site site, TestNamespace namespace) {
        return serving(site, Site.USER, namespace, ConnectionFactory.SILENCE);
    }

    /**
     * Returns once it serves.
     *
     * @param user whom it acts as
     * @param silence how long nothing may come through a watch before it is begun anew
     */
    static ManagerBehind serving(Site site, String user, TestNamespace namespace, Duration silence) {
        var between = FaultyApiServer.before(site.plane().adminConfig(), user, Journal.nobodyReads());
        var result = new ManagerBehind(between, namespace, silence);
        try {
            result.manager.start();
            return result;
        } catch (RuntimeException e) {
            result.close();
            throw e;
        }
    }

    FaultyApiServer between() {
        return between;
    }

    @Override
    public void close() {
        manager.close();
        client.close();
        between.close();
    }
}
