package io.metal3.ipam;

import io.metal3.ipam.serving.BindAddress;
import io.metal3.ipam.serving.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * What the process was told on its command line, checked.
 *
 * @param kubeconfig how to reach the API server, or null for the usual ways: KUBECONFIG, the service account, ~/.kube/config
 * @param health where {@code /healthz} and {@code /readyz} are served
 */
public record Flags(
        Settings settings,
        @Nullable Path kubeconfig,
        RequestLimit requestLimit,
        Election election,
        Optional<BindAddress> health,
        Diagnostics diagnostics,
        Log log) {

    /**
     * How many requests may be sent.
     *
     * @param perSecond zero for as many as there are
     * @param burst so many at once after a quiet time
     */
    public record RequestLimit(double perSecond, int burst) {}

    /**
     * How several managers agree on the one that acts.
     *
     * @param namespace where the Lease is, or null for the manager's own namespace
     * @param lease so long nobody else may act after a sign of life of the one who does
     * @param renewDeadline so long after its last sign of life he stops by himself
     * @param retryPeriod how often he gives one, and the others look
     */
    public record Election(
            boolean enabled, @Nullable String namespace, Duration lease, Duration renewDeadline, Duration retryPeriod) {}

    /**
     * Where metrics are served.
     *
     * @param insecure by plain HTTP, to everybody
     */
    public record Diagnostics(Optional<BindAddress> address, boolean insecure, TlsSettings tls) {}

    /** How much is logged, and in which form. */
    public record Log(Format format, int verbosity) {
        /** One line for people, or one JSON object a line. */
        public enum Format {
            TEXT,
            JSON
        }
    }

    /** What a command line comes to. */
    public sealed interface Parsed {
        record Run(Flags flags) implements Parsed {}

        /** Somebody asked what flags there are. */
        record Help(String text) implements Parsed {}

        /** It cannot be run like this: what is wrong, where, and what to do, in one sentence. */
        record Wrong(String sentence) implements Parsed {}
    }

    public static Parsed parse(String... arguments) {
        var read = new Arguments();
        var commandLine = new CommandLine(read).setUsageHelpWidth(120);
        commandLine.registerConverter(Duration.class, text -> converted(() -> GoDuration.parse(text)));
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        try {
            var result = commandLine.parseArgs(arguments);
            return result.isUsageHelpRequested()
                    ? new Parsed.Help(commandLine.getUsageMessage())
                    : new Parsed.Run(read.checked());
        } catch (ParameterException | IllegalArgumentException e) {
            return new Parsed.Wrong(e.getMessage() + " (--help shows all flags)");
        }
    }

    private interface Conversion<T> {
        T run();
    }

    private static <T> T converted(Conversion<T> conversion) {
        try {
            return conversion.run();
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(e.getMessage());
        }
    }
}
