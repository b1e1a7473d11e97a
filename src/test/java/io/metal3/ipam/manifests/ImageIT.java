package io.metal3.ipam.manifests;

import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Patience.within;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the image consists of, made without a container engine: runtime, training and start are the scripts that the Dockerfile takes,
 * only in another folder. After {@code mvn package}, which makes the jar.
 */
@EnabledForJreRange(min = JRE.JAVA_25, disabledReason = "the image has a JDK of 25, and options that older ones do not know")
@ExtendWith(SiteExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageIT {

    private static final Path SCRIPTS = Path.of("config", "image");
    private static final Path BUILT = Path.of("target");
    private static final String JAR = "ip-address-manager.jar";
    private static final String DEFINITIONS = "crds,src/test/resources/crds";
    private static final String CACHE_OR_NOTHING = "-XX:AOTMode=on";
    private static final Duration LONG = Duration.ofSeconds(60);

    /** How a JVM ends that was asked to, by the signal 15. */
    private static final int ENDED_BY_SIGNAL = 143;

    /** Vert.x could run verticles from their source; ours has none. */
    private static final String NOT_USED = "java.compiler";

    private Path folder;
    private Path home;

    private record Started(Process process, Path log) {
        Run toItsEnd() throws IOException, InterruptedException {
            try {
                assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
            } finally {
                process.destroyForcibly();
            }
            return new Run(process.exitValue(), Files.readString(log));
        }
    }

    private record Run(int code, String output) {}

    @BeforeAll
    void build(@TempDir Path scratch) throws IOException, InterruptedException {
        folder = scratch;
        home = folder.resolve("home");
        assertThat(run("runtime")).returns(0, Run::code);
        Files.createDirectory(home.resolve("lib"));
        Files.copy(BUILT.resolve(JAR), home.resolve(JAR));
        Files.copy(SCRIPTS.resolve("jvm.options"), home.resolve("jvm.options"));
        try (Stream<Path> libraries = Files.list(BUILT.resolve("lib"))) {
            for (var library : libraries.toList()) {
                Files.copy(library, home.resolve("lib").resolve(library.getFileName()));
            }
        }
        assertThat(run("train", System.getProperty("java.class.path"), DEFINITIONS)).returns(0, Run::code);
    }

    @Test
    void theOptionsAreInForceAndTheCacheFitsThem() throws IOException, InterruptedException {
        var run = runManager(CACHE_OR_NOTHING + " -XX:+PrintFlagsFinal", "--help");

        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output())
                .contains("--leader-elect")
                .containsPattern("\\bAOTMode += on\\b")
                .containsPattern("\\bAOTCache += " + home.resolve("manager.aot"))
                .containsPattern("\\bUseSerialGC += true\\b")
                .containsPattern("\\bUseCompactObjectHeaders += true\\b")
                .containsPattern("\\bMaxRAMPercentage += 60\\.")
                .containsPattern("\\bExitOnOutOfMemoryError += true\\b")
                .containsPattern("\\bUsePerfData += false\\b");
    }

    @Test
    void aCacheOfAnotherJarIsAnErrorOnlyForWhoAsks() throws IOException, InterruptedException {
        var jar = home.resolve(JAR);
        var time = Files.getLastModifiedTime(jar);
        Files.setLastModifiedTime(jar, FileTime.from(Instant.EPOCH));
        try {
            assertThat(runManager(CACHE_OR_NOTHING, "--help").code()).isNotZero();
            assertThat(runManager("", "--help").code()).isZero();
        } finally {
            Files.setLastModifiedTime(jar, time);
        }
    }

    @Test
    void theRuntimeHasEveryModuleThatTheProgramUses() throws IOException, InterruptedException {
        var used = new TreeSet<>(List.of(jdeps().split(",", -1)));
        used.remove(NOT_USED);

        var java = home.resolve("java").resolve("bin").resolve("java");
        var there = start(List.of(java.toString(), "--list-modules"), "modules", "").toItsEnd().output();

        assertThat(there.lines().map(module -> module.replaceFirst("@.*", ""))).containsAll(used);
    }

    @Test
    void servesAClaim(Site site, TestNamespace namespace) throws IOException, InterruptedException {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        var manager = startManager(
                CACHE_OR_NOTHING,
                "--kubeconfig=" + site.plane().kubeconfig(),
                "--namespace=" + namespace.name(),
                "--leader-elect",
                "--leader-election-namespace=" + namespace.name(),
                "--webhook-port=0",
                "--health-addr=127.0.0.1:0",
                "--diagnostics-address=127.0.0.1:0");
        try {
            namespace.create(aClaim("a"));
            within(LONG, () -> assertThat(namespace.number("a")).isEqualTo("10.0.0.1"));
        } finally {
            manager.process().destroy();
        }
        assertThat(manager.toItsEnd()).returns(ENDED_BY_SIGNAL, Run::code);
    }

    private static String jdeps() throws IOException {
        var command = new ArrayList<>(List.of("--print-module-deps", "--ignore-missing-deps", "--multi-release", "25"));
        command.add(BUILT.resolve(JAR).toString());
        try (Stream<Path> libraries = Files.list(BUILT.resolve("lib"))) {
            libraries.map(Path::toString).forEach(command::add);
        }
        var output = new StringWriter();
        var errors = new StringWriter();
        var code = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(new PrintWriter(output), new PrintWriter(errors), command.toArray(String[]::new));
        assertThat(code).as("%s%s", output, errors).isZero();
        return output.toString().strip();
    }

    private Run runManager(String javaOptions, String... arguments) throws IOException, InterruptedException {
        return startManager(javaOptions, arguments).toItsEnd();
    }

    private Started startManager(String javaOptions, String... arguments) throws IOException {
        return start(script("manager", arguments), "manager", javaOptions);
    }

    private Run run(String script, String... arguments) throws IOException, InterruptedException {
        return start(script(script, arguments), script, "").toItsEnd();
    }

    /** The script as it is, but for the folder. */
    private List<String> script(String name, String... arguments) throws IOException {
        var text = Files.readString(SCRIPTS.resolve(name));
        assertThat(text).contains("/opt/ip-address-manager");
        var script = folder.resolve(name);
        Files.writeString(script, text.replace("/opt/ip-address-manager", home.toString()));
        var command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Started start(List<String> command, String name, String javaOptions) throws IOException {
        var log = folder.resolve(name + ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        var environment = builder.environment();
        environment.put("PATH", Path.of(System.getProperty("java.home"), "bin") + File.pathSeparator + environment.get("PATH"));
        environment.put("JAVA_TOOL_OPTIONS", javaOptions);
        return new Started(builder.start(), log);
    }
}
