package io.metal3.ipam.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command that runs the manager as the image does: its options, and the cache of what the JVM can know beforehand. */
final class Jvm {

    private static final Path OPTIONS = Path.of("config", "image", "jvm.options");
    private static final Path JAR = Path.of("target", "ip-address-manager.jar");

    /** The release that the image runs on: what comes before knows neither the cache nor all of the options. */
    private static final int OF_THE_IMAGE = 25;

    private static final int TRAINING_MINUTES = 5;

    private Jvm() {}

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** How to run Java code of this project beside this JVM. */
    static List<String> tool(String mainClass, String... arguments) {
        var command = new ArrayList<>(List.of(
                java(), "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * The manager without its arguments.
     *
     * @param extra further options of the JVM
     * @param folder where the cache is kept, or made
     */
    static List<String> manager(List<String> extra, Path folder) throws IOException, InterruptedException {
        var command = withOptions();
        command.addAll(extra);
        if (isThatOfTheImage()) {
            command.add("-XX:AOTCache=" + cache(command, folder));
        }
        return withJar(command);
    }

    /** The same without the cache, which takes a while to make. */
    static List<String> managerWithoutCache() {
        return withJar(withOptions());
    }

    private static boolean isThatOfTheImage() {
        return Runtime.version().feature() >= OF_THE_IMAGE;
    }

    private static List<String> withOptions() {
        return new ArrayList<>(List.of(java(), isThatOfTheImage() ? "@" + OPTIONS : "-XX:+UseSerialGC"));
    }

    private static List<String> withJar(List<String> command) {
        command.addAll(List.of("-jar", JAR.toString()));
        return command;
    }

    /** As the Dockerfile makes it: against the mock, since a build of an image has no other API server. */
    private static Path cache(List<String> java, Path folder) throws IOException, InterruptedException {
        var cache = folder.resolve("manager.aot");
        if (Files.exists(cache) && Files.getLastModifiedTime(cache).compareTo(Files.getLastModifiedTime(JAR)) > 0) {
            return cache;
        }
        System.out.println("Making " + cache + ", the cache that the image has");
        var command = new ArrayList<>(List.of(
                java(),
                "-Dcontrolplane.way=in-jvm",
                "-cp",
                System.getProperty("java.class.path"),
                "io.metal3.ipam.manifests.Training",
                "crds,src/test/resources/crds"));
        command.addAll(java);
        command.addAll(List.of(
                "-XX:AOTCacheOutput=" + cache,
                "-jar",
                JAR.toString(),
                "--health-addr=127.0.0.1:0",
                "--diagnostics-address=127.0.0.1:0",
                "--webhook-port=0"));
        var log = folder.resolve("training.log");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(TRAINING_MINUTES, TimeUnit.MINUTES) || !Files.exists(cache)) {
            process.destroy();
            throw new IllegalStateException("the cache was not made; see " + log);
        }
        return cache;
    }
}
