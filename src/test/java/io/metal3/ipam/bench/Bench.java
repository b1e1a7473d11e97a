package io.metal3.ipam.bench;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.metal3.ipam.controlplane.ControlPlane;
import io.metal3.ipam.controlplane.ControlPlanes;
import io.metal3.ipam.controlplane.Purpose;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Measures the manager as the package tells; {@link BenchOptions} are its options, {@link Report} is what comes out. */
public final class Bench {

    /** A floor for warming up, whose numbers nobody sees: the first requests of a kind cost the API server more. */
    private static final int WARM_UP = 200;

    private final BenchOptions options;
    private final ControlPlane plane;
    private final KubernetesClient client;
    private final List<String> manager;
    private int namespaces;

    private Bench(BenchOptions options, ControlPlane plane, KubernetesClient client, List<String> manager) {
        this.options = options;
        this.plane = plane;
        this.client = client;
        this.manager = manager;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var options = BenchOptions.ofProperties();
        Files.createDirectories(options.out());
        var manager = Jvm.manager(options.jvm(), options.out());
        System.out.println("The manager is " + String.join(" ", manager));
        try (var plane = ControlPlanes.open(Purpose.TEST)) {
            measure(options, plane, manager).write(options.out());
        }
    }

    /** Runs all that the options ask for. */
    static Report measure(BenchOptions options, ControlPlane plane, List<String> manager)
            throws IOException, InterruptedException {
        System.out.println("On " + plane.describe());
        plane.installCrds(Path.of("crds"), Path.of("src", "test", "resources", "crds"));
        try (var client =
                new KubernetesClientBuilder().withConfig(plane.adminConfig()).build()) {
            return new Bench(options, plane, client, manager).run();
        }
    }

    private Report run() throws IOException, InterruptedException {
        var floors = new ArrayList<Floor>();
        var runs = new ArrayList<Run>();
        for (var kind : options.kinds()) {
            floor(kind, Math.min(WARM_UP, options.floor()));
            for (int size : options.sizes()) {
                floors.add(floor(kind, Math.min(size, options.floor())));
                runs.add(run(kind, size, 0));
            }
            if (!options.sizes().isEmpty()) {
                floors.add(floor(kind, Math.min(options.sizes().getLast(), options.floor())));
            }
            for (double rate : options.rates()) {
                runs.add(run(kind, (int) (rate * options.paced()), rate));
            }
        }
        return new Report(floors, runs);
    }

    private Floor floor(ClaimKind kind, int count) throws IOException, InterruptedException {
        var namespace = namespaceWithPool();
        var serve = load(namespace, kind, Step.SERVE_FLOOR, count, 0);
        var release = load(namespace, kind, Step.RELEASE_FLOOR, count, 0);
        System.out.printf(
                "%s: floor of %d claims: served %.1f/s, released %.1f/s%n",
                kind.title(), count, serve.perSecond(), release.perSecond());
        return new Floor(kind, serve, release);
    }

    private Run run(ClaimKind kind, int count, double rate) throws IOException, InterruptedException {
        var namespace = namespaceWithPool();
        try (var process = ManagerUnderLoad.start(manager, plane.kubeconfig())) {
            var before = meter(process);
            var serve = load(namespace, kind, Step.SERVE, count, rate);
            var served = meter(process);
            // At once: of a long run it is a pity to lose the first half with the second.
            System.out.printf(
                    "%s: %d claims: served %.1f/s (p50 %d ms, p99 %d ms)%n",
                    kind.title(), count, serve.perSecond(), serve.p50() / 1_000_000, serve.p99() / 1_000_000);
            var release = load(namespace, kind, Step.RELEASE, count, 0);
            var released = meter(process);
            var run = new Run(kind, rate, serve, between(before, served), release, between(served, released), process.peakMemory());
            System.out.printf("%s: %d claims: released %.1f/s%n", kind.title(), count, release.perSecond());
            return run;
        }
    }

    private record Meter(Duration cpu, Requests requests) {}

    private Meter meter(ManagerUnderLoad process) {
        return new Meter(process.cpu(), Requests.soFar(client));
    }

    private static Run.Cost between(Meter before, Meter after) {
        return new Run.Cost(after.cpu().minus(before.cpu()), after.requests().since(before.requests()));
    }

    private Step.Result load(String namespace, ClaimKind kind, Step step, int count, double rate)
            throws IOException, InterruptedException {
        var command = Jvm.tool(
                Loader.class.getName(),
                plane.kubeconfig().toString(),
                namespace,
                kind.name(),
                step.name(),
                String.valueOf(count),
                String.valueOf(rate));
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(Step.Result::isLine)
                    .findFirst()
                    .map(Step.Result::parse)
                    .orElseThrow(() -> new IllegalStateException("the loader ended without a result"));
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private String namespaceWithPool() {
        namespaces++;
        var namespace = "bench-" + Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX) + "-" + namespaces;
        client.resource(new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build()).create();
        var pool = """
            {"apiVersion":"ipam.metal3.io/v1alpha1","kind":"IPPool","metadata":{"name":"pool"},
             "spec":{"namePrefix":"pool","prefix":8,"gateway":"10.255.255.254",
                     "pools":[{"start":"10.0.0.1","end":"10.15.255.254"}]}}""";
        client.resource(client.getKubernetesSerialization().unmarshal(pool, GenericKubernetesResource.class))
                .inNamespace(namespace)
                .create();
        return namespace;
    }
}
