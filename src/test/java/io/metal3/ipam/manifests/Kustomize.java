package io.metal3.ipam.manifests;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Builds a folder of {@code config/} as users do: kubectl, else kustomize, else kustomize built with Go. */
final class Kustomize {

    private static final String MODULE = "sigs.k8s.io/kustomize/kustomize/v5@v5.7.1";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{[A-Z_]+:=([^}]*)}");

    private Kustomize() {}

    /** The objects that the folder comes to, with its variables unset. */
    static List<GenericKubernetesResource> build(Path folder) {
        var serialization = new KubernetesSerialization();
        var text = VARIABLE.matcher(text(folder)).replaceAll("$1");
        return Stream.of(text.split("(?m)^---\\s*$", -1))
                .filter(document -> !document.isBlank())
                .map(document -> serialization.unmarshal(document, GenericKubernetesResource.class))
                .toList();
    }

    /** What the folder comes to, as it is written out. */
    static String text(Path folder) {
        var command = new ArrayList<>(program());
        command.add(folder.toString());
        try {
            var errors = Files.createTempFile("kustomize", ".log");
            var process = new ProcessBuilder(command)
                    .redirectError(errors.toFile())
                    .start();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var exit = process.waitFor();
            var complaints = Files.readString(errors);
            Files.delete(errors);
            // Deprecated fields are told as warnings, and the build goes on: here it does not.
            if (exit != 0 || complaints.contains("Warning")) {
                throw new IllegalStateException(String.join(" ", command) + ": " + complaints);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static List<String> program() {
        if (onPath("kubectl")) {
            return List.of("kubectl", "kustomize");
        }
        if (onPath("kustomize")) {
            return List.of("kustomize", "build");
        }
        if (onPath("go")) {
            return List.of("go", "run", MODULE, "build");
        }
        throw new IllegalStateException("none of kubectl, kustomize and go is on the path; one of them builds config/");
    }

    private static boolean onPath(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
