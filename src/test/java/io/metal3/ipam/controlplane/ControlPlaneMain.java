package io.metal3.ipam.controlplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * Opens a control plane for tools outside this JVM and keeps it until the process is told to end.
 *
 * <p>{@code mvn -q -Pcontrol-plane}, with these properties, all optional:
 *
 * <ul>
 *   <li>{@code -Dkubeconfig.out=FILE}: where to put the kubeconfig, once everything is ready; gone at the end;
 *   <li>{@code -Dcrds=FILE,FOLDER,...}: CustomResourceDefinitions to install before that;
 *   <li>{@code -Dcontrollers=true}: garbage collection and deletion of namespaces too;
 *   <li>{@code -Dcontrolplane.kubeconfig=FILE}: on this cluster.
 * </ul>
 */
public final class ControlPlaneMain {

    private ControlPlaneMain() {}

    /** Takes CustomResourceDefinitions as arguments: files or folders. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (ControlPlane plane = ControlPlanes.open(Purpose.TEST)) {
            List<Path> crds = crds(args);
            if (!crds.isEmpty()) {
                plane.installCrds(crds.toArray(Path[]::new));
            }
            if (Boolean.getBoolean("controllers")) {
                plane.startControllers();
            }
            System.out.println("Control plane: " + plane.describe());
            System.out.println("KUBECONFIG=" + publish(plane.kubeconfig(), System.getProperty("kubeconfig.out", "")));
            awaitEnd();
        }
    }

    /** Until this process is told to end, or Maven, which starts it, is gone without having told it. */
    private static void awaitEnd() throws InterruptedException {
        var parent = ProcessHandle.current().parent().filter(maven -> Boolean.getBoolean("endWithParent"));
        if (parent.isPresent()) {
            parent.get().onExit().join();
        } else {
            new CountDownLatch(1).await();
        }
    }

    private static List<Path> crds(String[] args) {
        return Stream.concat(Stream.of(args), Stream.of(System.getProperty("crds", "").split(",", -1)))
                .filter(source -> !source.isBlank())
                .map(Path::of)
                .toList();
    }

    /** Appears as a whole, so that whoever waits for the file may read it at once. */
    private static Path publish(Path kubeconfig, String target) throws IOException {
        if (target.isEmpty()) {
            return kubeconfig;
        }
        Path out = Path.of(target).toAbsolutePath();
        Path unfinished = out.resolveSibling(out.getFileName() + ".unfinished");
        Files.createDirectories(out.getParent());
        Files.copy(
                kubeconfig, unfinished, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        Files.move(unfinished, out, StandardCopyOption.ATOMIC_MOVE);
        out.toFile().deleteOnExit();
        return out;
    }
}
