package io.metal3.ipam.controlplane;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** fabric8's mock server: it stores objects, and neither checks nor guards them. Enough to be shown around. */
final class InJvmControlPlane implements ControlPlane {

    /** Held, because java.util.logging forgets the level of a logger that nobody holds: it tells every request at INFO. */
    private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

    private final KubernetesMockServer server = new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new InJvmDispatcher(), false);
    private final Path folder = Folders.temporary();

    static InJvmControlPlane start() {
        REQUESTS.setLevel(Level.WARNING);
        var plane = new InJvmControlPlane();
        plane.server.init(InetAddress.getLoopbackAddress(), 0);
        Kubeconfigs.writeWithoutCredentials(plane.kubeconfig(), URI.create(plane.server.url("/")));
        return plane;
    }

    @Override
    public Config adminConfig() {
        return Kubeconfigs.read(kubeconfig());
    }

    @Override
    public Path kubeconfig() {
        return folder.resolve("kubeconfig");
    }

    @Override
    public String describe() {
        return "a mock API server in this JVM, not a real one: it stores objects, and neither checks nor guards them";
    }

    @Override
    public boolean real() {
        return false;
    }

    @Override
    public void startControllers() {
        throw new UnsupportedOperationException("a mock API server has no controllers");
    }

    @Override
    public Optional<Faults> faults() {
        return Optional.empty();
    }

    @Override
    public void close() {
        server.destroy();
        Folders.delete(folder);
    }
}
