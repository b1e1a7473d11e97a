package io.metal3.ipam;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator.ExecutionStatus;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import io.metal3.ipam.Flags.Log.Format;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class LoggingTest {

    private final LoggerContext loggers = new LoggerContext();

    @BeforeEach
    void bindsTheContextAsSlf4jWould() {
        loggers.setMDCAdapter(new LogbackMDCAdapter());
    }

    @ParameterizedTest
    @CsvSource({"0, INFO, WARN", "3, INFO, WARN", "4, DEBUG, WARN", "5, DEBUG, INFO", "6, DEBUG, DEBUG", "10, DEBUG, DEBUG"})
    void logsMoreTheHigherTheLevel(int verbosity, String ours, String libraries) {
        Logging.configure(loggers, new Flags.Log(Format.TEXT, verbosity));

        assertThat(level("io.metal3.ipam.Manager")).isEqualTo(Level.valueOf(ours));
        assertThat(level("io.fabric8.kubernetes.client.dsl.Any")).isEqualTo(Level.valueOf(libraries));
        assertThat(level("io.javaoperatorsdk.Any")).isEqualTo(Level.valueOf(libraries));
    }

    @Test
    void writesALineForPeople() {
        Logging.configure(loggers, new Flags.Log(Format.TEXT, 0));

        assertThat(line(event())).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z INFO  Manager Serving claims of all namespaces \\R");
    }

    @Test
    void writesAnObjectForPrograms() {
        Logging.configure(loggers, new Flags.Log(Format.JSON, 0));

        assertThat(line(event()))
                .startsWith("{\"timestamp\":")
                .contains("\"level\":\"INFO\"", "\"formattedMessage\":\"Serving claims of all namespaces\"")
                .doesNotContain("sequenceNumber", "arguments");
    }

    @Test
    void isTheLogOfTheProcess() {
        var process = (LoggerContext) LoggerFactory.getILoggerFactory();

        assertThat(process.getLogger("io.javaoperatorsdk").getLevel()).isEqualTo(Level.WARN);
        assertThat(console(process).getTarget()).isEqualTo("System.err");
    }

    @Test
    void leavesTheLogToAFileThatIsNamed() {
        System.setProperty("logback.configurationFile", "some.xml");
        try {
            assertThat(new Logging().configure(loggers)).isEqualTo(ExecutionStatus.INVOKE_NEXT_IF_ANY);
        } finally {
            System.clearProperty("logback.configurationFile");
        }
        assertThat(loggers.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders()).isExhausted();
    }

    private Level level(String logger) {
        return loggers.getLogger(logger).getEffectiveLevel();
    }

    private LoggingEvent event() {
        var logger = loggers.getLogger("io.metal3.ipam.Manager");
        return new LoggingEvent(
                "", logger, Level.INFO, "Serving claims of {}", null, new Object[] {"all namespaces"});
    }

    private String line(LoggingEvent event) {
        return new String(console(loggers).getEncoder().encode(event), StandardCharsets.UTF_8);
    }

    private static ConsoleAppender<ILoggingEvent> console(LoggerContext loggers) {
        return (ConsoleAppender<ILoggingEvent>)
                loggers.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("console");
    }
}
