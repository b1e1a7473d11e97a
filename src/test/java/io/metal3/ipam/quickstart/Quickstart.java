package io.metal3.ipam.quickstart;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.controlplane.ControlPlane;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the manager on an API server of its own and shows what it does with some pools and claims.
 *
 * <p>{@code mvn -Pquickstart}, with these properties, all optional:
 *
 * <ul>
 *   <li>{@code -Dquickstart.file=FILE,FOLDER,...}: manifests to apply, instead of those in config/samples;
 *   <li>{@code -Dquickstart.once=true}: print the outcome and end, with 0 if every claim that can be bound is bound;
 *   <li>{@code -Dcontrolplane.kubeconfig=FILE}, {@code -Dcontrolplane.way=in-jvm}: which API server to take;
 *   <li>{@code -Dquickstart.failed=FILE}: a file to make when it ends with anything but 0.
 * </ul>
 */
public final class Quickstart {

    private static final Logger LOGGER = LoggerFactory.getLogger(Quickstart.class);

    private static final String LOG = "target/quickstart/manager.log";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(300);

    private static final Duration POOLS_SEEN_WITHIN = Duration.ofSeconds(5);
    private static final Duration LOOK_AT_POOLS_EVERY = Duration.ofMillis(50);

    /** Reading everything takes a while when there is much: leave the API server time for others. */
    private static final int REST_PER_LOOK = 5;

    private static final int FAILED = 1;
    private static final int BAD_INPUT = 2;

    private final Lab lab;
    private final List<Manifests.Manifest> manifests;
    private final PrintStream out;

    private Quickstart(Lab lab, List<Manifests.Manifest> manifests, PrintStream out) {
        this.lab = lab;
        this.manifests = manifests;
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        var failed = System.getProperty("quickstart.failed", "");
        if (!failed.isEmpty()) {
            Files.deleteIfExists(Path.of(failed));
        }
        int code = FAILED;
        try {
            code = run(System.out);
        } catch (RuntimeException e) {
            // Not to be left to the JVM: threads of the client would keep the process alive.
            LOGGER.error("The quickstart has failed", e);
            System.out.println("The quickstart has failed, and should not have: " + e + ". " + LOG + " tells more.");
        }
        if (code != 0 && !failed.isEmpty()) {
            Files.createFile(Path.of(failed));
        }
        System.exit(code);
    }

    private static int run(PrintStream out) {
        try {
            // Read before anything is started: a slip of the pen is told at once.
            var options = Options.of(option -> System.getProperty(option, ""));
            var manifests = new Manifests().read(options.files());
            out.println("Looking for an API server to run on ...");
            try (var lab = Lab.open()) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> closeAtExit(lab), "end quickstart"));
                endWithMaven();
                apply(manifests, lab);
                var quickstart = new Quickstart(lab, manifests, out);
                return options.once() ? quickstart.once() : quickstart.stay();
            }
        } catch (BadInput e) {
            out.println(e.getMessage());
            return BAD_INPUT;
        } catch (KubernetesClientException e) {
            out.println("The API server does not answer as it should: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    /** In order; but claims come when the manager has seen the pools, or all that one sees at first is that they are missing. */
    private static void apply(List<Manifests.Manifest> manifests, Lab lab) throws InterruptedException {
        var deadline = System.nanoTime() + POOLS_SEEN_WITHIN.toNanos();
        for (var manifest : manifests) {
            while (manifest.isClaim() && !lab.look().poolsAreSeen() && System.nanoTime() < deadline) {
                Thread.sleep(LOOK_AT_POOLS_EVERY);
            }
            lab.apply(manifest);
        }
    }

    /** Killed, Maven leaves the processes it has started behind. */
    private static void endWithMaven() {
        ProcessHandle.current().parent().ifPresent(parent -> {
            var unused = parent.onExit().thenRun(() -> System.exit(FAILED));
        });
    }

    private static void closeAtExit(Lab lab) {
        try {
            lab.close();
        } catch (IllegalStateException e) {
            // A control plane of child processes has a hook of its own, and does not let itself be closed any more.
        }
    }

    /** Looks until two looks in a row show the same, and nothing is on its way. */
    private int once() throws InterruptedException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var before = lab.look();
        while (true) {
            Thread.sleep(LOOK_EVERY);
            var now = lab.look();
            var verdict = Verdict.on(now);
            if (verdict instanceof Verdict.Done done && now.equals(before)) {
                Tables.whole(now).forEach(out::println);
                out.println();
                out.println(summary(now, done));
                return 0;
            }
            if (verdict instanceof Verdict.Pending pending && System.nanoTime() > deadline) {
                Tables.whole(now).forEach(out::println);
                out.println();
                out.println("Not done after " + PATIENCE.toSeconds() + " s: " + pending.what() + ".");
                return FAILED;
            }
            before = now;
        }
    }

    private static String summary(Snapshot snapshot, Verdict.Done done) {
        var bound = snapshot.claims().size() - done.unbound().size();
        var all = bound + " of " + snapshot.claims().size() + " claims are bound";
        return done.unbound().isEmpty() ? all + "." : all + "; " + String.join(", ", done.unbound()) + " cannot be, as told above.";
    }

    private int stay() throws InterruptedException {
        var screen = new Screen(out, isTerminal(), head(lab.plane(), manifests));
        while (!lab.isClosed()) {
            var began = System.nanoTime();
            look().ifPresent(screen::show);
            var took = Duration.ofNanos(System.nanoTime() - began);
            var rest = took.multipliedBy(REST_PER_LOOK);
            Thread.sleep(rest.compareTo(LOOK_EVERY) > 0 ? rest : LOOK_EVERY);
        }
        return 0;
    }

    /** Empty when everything is being ended at this moment. */
    private Optional<Snapshot> look() {
        try {
            return Optional.of(lab.look());
        } catch (KubernetesClientException e) {
            if (lab.isClosed()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** JDK 22 to 24 have a console even where there is no terminal, unless told {@code -Djdk.console=java.base}. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        return System.console() != null;
    }

    private static List<String> head(ControlPlane plane, List<Manifests.Manifest> manifests) {
        var lines = new ArrayList<String>();
        lines.add("The manager runs, on " + plane.describe() + ".");
        lines.add("To look at it from another terminal, and to change it:");
        lines.add("");
        lines.add("  export KUBECONFIG=" + plane.kubeconfig().toAbsolutePath());
        lines.add("  kubectl get ippools,ipclaims,ipaddresses.ipam.metal3.io");
        manifests.stream()
                .filter(Manifests.Manifest::isClaim)
                .map(manifest -> manifest.object().getMetadata())
                .findFirst()
                .ifPresent(claim -> {
                    var name = claim.getName() + " -n " + claim.getNamespace();
                    lines.add("  kubectl describe ipclaim " + name);
                    lines.add("  kubectl delete ipclaim " + name + (plane.real() ? "" : " --wait=false"));
                });
        lines.add("");
        lines.add("The manager's log is in " + LOG + ". Ctrl-C ends everything.");
        lines.add("");
        return lines;
    }
}
