package io.metal3.ipam;

import io.metal3.ipam.serving.BindAddress;
import io.metal3.ipam.serving.TlsSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Every flag with its default and its help: as the Go manager has them, where it has them. Filled by the command line. */
@SuppressWarnings({"NullAway.Init", "unused"})
@Command(
        name = "ip-address-manager",
        sortOptions = false,
        abbreviateSynopsis = true,
        separator = "=",
        optionListHeading = "%n",
        header = "Gives IP addresses to IPClaims and IPAddressClaims from IPPools.%n",
        footer = {
            "",
            "Durations are written as in Go: 200ms, 15s, 1m30s. Addresses to listen at: :9440 on all interfaces,"
                    + " 127.0.0.1:9440 on one, 0 for not at all. A flag may be written --flag=VALUE or --flag VALUE."
        })
final class Arguments {

    private static final String ACCEPTED = "Accepted for the Go manager's sake, without effect: ";

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Shows this.")
    private boolean help;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description =
            "How to reach the API server. Without it: the files in KUBECONFIG, the pod's service account, ~/.kube/config.")
    private @Nullable Path kubeconfig;

    @Option(names = "--namespace", paramLabel = "NAME", defaultValue = "", description =
            "The one namespace to watch; all when it is left out.")
    private String namespace;

    @Option(names = "--watch-filter", paramLabel = "VALUE", defaultValue = "", description =
            "Serve only pools and claims with the label cluster.x-k8s.io/watch-filter=VALUE; all when it is left out.")
    private String watchFilter;

    @Option(names = "--leader-elect", arity = "0..1", fallbackValue = "true", defaultValue = "false", paramLabel = "BOOL", description =
            "Agree with other managers on one that acts, by the Lease controller-leader-election-ipam-capm3; the others stand by"
                    + " with warm caches. Needed for more than one replica. Default: ${DEFAULT-VALUE}")
    private boolean leaderElect;

    @Option(names = "--leader-election-namespace", paramLabel = "NAME", defaultValue = "", description =
            "Where that Lease is; the manager's own namespace when it is left out.")
    private String leaderElectionNamespace;

    @Option(names = "--leader-elect-lease-duration", paramLabel = "DURATION", defaultValue = "15s", description =
            "So long after the last sign of life of the one that acts another may take over. Default: ${DEFAULT-VALUE}")
    private Duration leaseDuration;

    @Option(names = "--leader-elect-renew-deadline", paramLabel = "DURATION", defaultValue = "10s", description =
            "So long after its own last sign of life the one that acts stops. Default: ${DEFAULT-VALUE}")
    private Duration renewDeadline;

    @Option(names = "--leader-elect-retry-period", paramLabel = "DURATION", defaultValue = "2s", description =
            "How often it gives one, and how often the others look. Default: ${DEFAULT-VALUE}")
    private Duration retryPeriod;

    @Option(names = "--health-addr", paramLabel = "ADDRESS", defaultValue = ":9440", description =
            "Where /healthz and /readyz are served, by plain HTTP. Default: ${DEFAULT-VALUE}")
    private String healthAddr;

    @Option(names = "--diagnostics-address", paramLabel = "ADDRESS", defaultValue = ":8443", description =
            "Where /metrics is served: by HTTPS, to whoever shows a token of somebody who may GET the nonResourceURL /metrics."
                    + " Default: ${DEFAULT-VALUE}")
    private String diagnosticsAddress;

    @Option(names = "--insecure-diagnostics", arity = "0..1", fallbackValue = "true", defaultValue = "false", paramLabel = "BOOL", description =
            "Serve it by plain HTTP, to everybody. Default: ${DEFAULT-VALUE}")
    private boolean insecureDiagnostics;

    @Option(names = "--webhook-port", paramLabel = "PORT", defaultValue = "9443", description =
            "Where admission is served; 0 for not at all. Default: ${DEFAULT-VALUE}")
    private int webhookPort;

    @Option(names = "--webhook-cert-dir", paramLabel = "FOLDER", defaultValue = "/tmp/k8s-webhook-server/serving-certs/", description =
            "Where the certificate for that is (tls.crt, tls.key); without one the manager runs with admission off."
                    + " Default: ${DEFAULT-VALUE}")
    private Path webhookCertDir;

    @Option(names = "--tls-min-version", paramLabel = "VERSION", defaultValue = "VersionTLS12", description =
            "The oldest version of TLS that the HTTPS endpoints speak: VersionTLS10, VersionTLS11, VersionTLS12 or VersionTLS13."
                    + " The JVM's own policy forbids the first two. Default: ${DEFAULT-VALUE}")
    private String tlsMinVersion;

    @Option(names = "--tls-cipher-suites", paramLabel = "NAME", split = ",", description =
            "The cipher suites they may use before TLS 1.3, with commas between them, such as"
                    + " TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256; the JVM's choice when it is left out.")
    private List<String> tlsCipherSuites = new ArrayList<>();

    @Option(names = "--ippool-concurrency", paramLabel = "NUMBER", defaultValue = "32", description =
            "How many objects are worked on at once, of all kinds. Default: ${DEFAULT-VALUE} (Go manager: 10 pools)")
    private int concurrency;

    @Option(names = "--kube-api-qps", paramLabel = "NUMBER", defaultValue = "0", description =
            "How many requests a second are sent to the API server; 0 for as many as there are. Default: ${DEFAULT-VALUE}"
                    + " (Go manager: 20)")
    private double kubeApiQps;

    @Option(names = "--kube-api-burst", paramLabel = "NUMBER", defaultValue = "30", description =
            "How many may be sent at once after a quiet time, if --kube-api-qps sets a limit. Default: ${DEFAULT-VALUE}")
    private int kubeApiBurst;

    @Option(names = "--max-status-indexes", paramLabel = "NUMBER", defaultValue = "10000", description =
            "Above so many addresses in a pool its status.indexes is left out: an object may not grow without end."
                    + " Default: ${DEFAULT-VALUE}")
    private int maxIndexes;

    @Option(names = "--logging-format", paramLabel = "text|json", defaultValue = "text", description =
            "The form of the log. Default: ${DEFAULT-VALUE}")
    private Flags.Log.Format loggingFormat;

    @Option(names = {"-v", "--v"}, paramLabel = "LEVEL", defaultValue = "0", description =
            "How much is logged: from 4 each look at an object, from 6 the libraries too. Default: ${DEFAULT-VALUE}")
    private int verbosity;

    @Option(names = "--sync-period", paramLabel = "DURATION", defaultValue = "10m", description =
            ACCEPTED + "what is watched need not be looked at again.")
    private Duration syncPeriod;

    @Option(names = "--vmodule", paramLabel = "PATTERNS", description = ACCEPTED + "it names files of Go.")
    private @Nullable String vmodule;

    @Option(names = "--log-flush-frequency", paramLabel = "DURATION", description = ACCEPTED + "each line is written at once.")
    private @Nullable Duration logFlushFrequency;

    @Option(
            names = {"--log-json-info-buffer-size", "--log-text-info-buffer-size"}, paramLabel = "SIZE", description = ACCEPTED + "as above.")
    private @Nullable String logBuffer;

    @Option(
            names = {"--log-json-split-stream", "--log-text-split-stream"}, arity = "0..1", fallbackValue = "true", paramLabel = "BOOL", description = ACCEPTED + "all goes to standard error.")
    private boolean logSplit;

    /** The flags as a value. Whatever is wrong with them is told by an {@link IllegalArgumentException}. */
    Flags checked() {
        check(kubeconfig == null || Files.isReadable(kubeconfig), "--kubeconfig: there is no file " + kubeconfig
                + " that can be read; name one that can, or leave the flag out in a pod");
        check(webhookPort >= 0 && webhookPort <= 65_535, "--webhook-port: " + webhookPort + " is no port; write 0 to 65535");
        check(concurrency >= 1, "--ippool-concurrency: " + concurrency + " would do no work; write 1 or more");
        check(kubeApiQps >= 0, "--kube-api-qps: " + kubeApiQps + " is less than nothing; write 0 for no limit");
        check(kubeApiBurst >= 1, "--kube-api-burst: " + kubeApiBurst + " would send nothing; write 1 or more");
        check(maxIndexes >= 0, "--max-status-indexes: " + maxIndexes + " is less than nothing; write 0 or more");
        check(verbosity >= 0, "-v: " + verbosity + " is less than nothing; write 0 or more");
        check(retryPeriod.isPositive() && renewDeadline.compareTo(retryPeriod.multipliedBy(6).dividedBy(5)) > 0,
                "--leader-elect-renew-deadline: must be longer than 1.2 times --leader-elect-retry-period, which must be more than 0s");
        check(leaseDuration.compareTo(renewDeadline) > 0 && leaseDuration.toSeconds() >= 1,
                "--leader-elect-lease-duration: must be longer than --leader-elect-renew-deadline, and 1s or more");
        var tls = named("--tls-min-version, --tls-cipher-suites", () -> TlsSettings.of(tlsMinVersion, tlsCipherSuites));
        var defaults = Settings.defaults();
        return new Flags(
                new Settings(
                        orNull(namespace),
                        orNull(watchFilter),
                        concurrency,
                        defaults.poolStatusInterval(),
                        maxIndexes,
                        new Settings.Webhook(webhookPort, webhookCertDir, tls),
                        leaderElect),
                kubeconfig,
                new Flags.RequestLimit(kubeApiQps, kubeApiBurst),
                new Flags.Election(leaderElect, orNull(leaderElectionNamespace), leaseDuration, renewDeadline, retryPeriod),
                named("--health-addr", () -> BindAddress.parse(healthAddr)),
                new Flags.Diagnostics(
                        named("--diagnostics-address", () -> BindAddress.parse(diagnosticsAddress)), insecureDiagnostics, tls),
                new Flags.Log(loggingFormat, verbosity));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    private static <T> T named(String flags, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(flags + ": " + e.getMessage(), e);
        }
    }
}
