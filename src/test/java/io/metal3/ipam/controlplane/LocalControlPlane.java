package io.metal3.ipam.controlplane;

import io.fabric8.kubernetes.client.Config;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * etcd and kube-apiserver as child processes on loopback, with kube-controller-manager on request. They end with
 * {@link #close()}, or else with this JVM; their logs stay under target/control-plane.
 */
final class LocalControlPlane implements ControlPlane {

    private final String description;
    private final Layout layout;
    private final Supplier<Path> controllerManager;
    private final Server etcd;
    private final Server apiServer;
    private final Thread atExit = new Thread(this::end, "end control plane");
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Optional<Server> controllers = Optional.empty();

    private LocalControlPlane(String description, Layout layout, Binaries binaries) {
        this.description = description;
        this.layout = layout;
        this.controllerManager = binaries.controllerManager();
        this.etcd = new Server(
                "etcd",
                CommandLines.etcd(binaries.etcd(), layout),
                layout.log(Program.ETCD),
                Probe.http(layout.etcd().resolve("/readyz")));
        this.apiServer = new Server(
                "kube-apiserver",
                CommandLines.apiServer(binaries.apiServer(), layout),
                layout.log(Program.KUBE_APISERVER),
                Probe.https(layout.apiServer().resolve("/readyz"), layout.apiServerCertificate()));
    }

    /** Returns when the API server is ready; on failure nothing is left but the logs. */
    static LocalControlPlane start(Binaries binaries, String description) {
        Layout layout = Layout.in(Folders.temporary(), Folders.logs(), new SecureRandom());
        LocalControlPlane plane = new LocalControlPlane(description, layout, binaries);
        try {
            plane.start();
            return plane;
        } catch (RuntimeException e) {
            plane.close();
            throw e;
        }
    }

    private void start() {
        Runtime.getRuntime().addShutdownHook(atExit);
        etcd.launch();
        apiServer.launch();
        etcd.awaitReady();
        apiServer.awaitReady();
        Kubeconfigs.write(
                layout.kubeconfig(),
                layout.apiServer(),
                layout.apiServerCertificate(),
                layout.secrets().token());
    }

    @Override
    public Config adminConfig() {
        return Kubeconfigs.read(layout.kubeconfig());
    }

    @Override
    public Path kubeconfig() {
        return layout.kubeconfig();
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public boolean real() {
        return true;
    }

    @Override
    public synchronized void startControllers() {
        if (controllers.isEmpty()) {
            controllers = Optional.of(new Server(
                    "kube-controller-manager",
                    CommandLines.controllers(controllerManager.get(), layout),
                    layout.log(Program.KUBE_CONTROLLER_MANAGER),
                    Probe.https(layout.controllers().resolve("/healthz"), layout.controllersCertificate())));
        }
        controllers.get().launch();
        controllers.get().awaitReady();
    }

    @Override
    public Optional<Faults> faults() {
        return Optional.of(new LocalFaults(etcd, apiServer));
    }

    @Override
    public Optional<URI> etcd() {
        return Optional.of(layout.etcd());
    }

    @Override
    public void close() {
        if (!closed.get()) {
            Runtime.getRuntime().removeShutdownHook(atExit);
            end();
        }
    }

    /** At once: nobody will read the data again. */
    private void end() {
        if (closed.compareAndSet(false, true)) {
            controllers.ifPresent(Server::kill);
            apiServer.kill();
            etcd.kill();
            Folders.delete(layout.data());
        }
    }
}
