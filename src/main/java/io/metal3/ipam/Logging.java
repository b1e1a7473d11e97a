package io.metal3.ipam;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.metal3.ipam.Flags.Log.Format;
import org.slf4j.Logger;

/**
 * Where the log goes and how much of it there is. In code and not in a file of XML: to read one took a tenth of the start. Whoever
 * wants something else names a file of his own with {@code -Dlogback.configurationFile}. Found by logback as a service; the flags
 * have to be told before the first logger of the process is made.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class Logging extends ContextAwareBase implements Configurator {

    /** Of logback: a configuration that is to be read instead. */
    private static final String FILE = "logback.configurationFile";

    private static final String OURS = "io.metal3.ipam";
    private static final String CLIENT = "io.fabric8.kubernetes.client";
    private static final String FRAMEWORK = "io.javaoperatorsdk";

    /** Tells of each alpha and beta kind once; that is what they are. */
    private static final String KNOWN_TO_BE_BETA = CLIENT + ".dsl.internal.VersionUsageUtils";

    private static final String LINE = "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSSXXX\", UTC} %-5level %logger{0} %msg %kvp%n";

    /** klog's level for debugging, as Cluster API's managers use it. */
    private static final int DEBUG_OURS = 4;

    private static final int INFO_LIBRARIES = 5;
    private static final int DEBUG_LIBRARIES = 6;

    private static volatile Flags.Log wanted = new Flags.Log(Format.TEXT, 0);

    /** What the command line says; has an effect only before the first logger of the process is made. */
    static void apply(Flags.Log log) {
        wanted = log;
    }

    @Override
    public ExecutionStatus configure(LoggerContext loggers) {
        if (System.getProperty(FILE) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        configure(loggers, wanted);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    static void configure(LoggerContext loggers, Flags.Log log) {
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(loggers);
        console.setName("console");
        console.setTarget("System.err");
        console.setEncoder(log.format() == Format.JSON ? json(loggers) : text(loggers));
        console.start();
        var root = loggers.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(console);
        loggers.getLogger(OURS).setLevel(log.verbosity() >= DEBUG_OURS ? Level.DEBUG : Level.INFO);
        loggers.getLogger(CLIENT).setLevel(ofLibraries(log.verbosity()));
        loggers.getLogger(KNOWN_TO_BE_BETA).setLevel(Level.ERROR);
        loggers.getLogger(FRAMEWORK).setLevel(ofLibraries(log.verbosity()));
    }

    private static Encoder<ILoggingEvent> text(LoggerContext loggers) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(loggers);
        encoder.setPattern(LINE);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext loggers) {
        var encoder = new JsonEncoder();
        encoder.setContext(loggers);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        encoder.start();
        return encoder;
    }

    private static Level ofLibraries(int verbosity) {
        if (verbosity >= DEBUG_LIBRARIES) {
            return Level.DEBUG;
        }
        return verbosity >= INFO_LIBRARIES ? Level.INFO : Level.WARN;
    }
}
