package io.metal3.ipam.quickstart;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads manifests; whatever is wrong with one is told as {@link BadInput}, with file and document. */
final class Manifests {

    /** One object to apply, and the file it stands in. */
    record Manifest(String file, GenericKubernetesResource object) {

        /** In words, for messages. */
        String what() {
            return object.getKind() + " " + object.getMetadata().getName();
        }

        boolean isClaim() {
            return object.getKind().equals("IPClaim");
        }
    }

    private static final String DEFAULT_NAMESPACE = "default";
    private static final Set<String> KINDS = Set.of("IPPool", "IPClaim", "IPAddress");
    private static final String KNOWN = "the quickstart knows IPPool, IPClaim and IPAddress of " + MetadataKeys.API_VERSION
            + ", and Namespace of v1";

    private static final Pattern END_OF_DOCUMENT = Pattern.compile("(?m)^---([ \\t].*)?$");
    private static final Pattern NOTHING_BUT_COMMENTS = Pattern.compile("(\\s*(#[^\\n]*)?\\n?)*");

    private final KubernetesSerialization yaml = new KubernetesSerialization();

    /** All objects of all files, in order; those without a namespace go to {@code default}. */
    List<Manifest> read(List<Path> files) {
        var result = new ArrayList<Manifest>();
        for (var file : files) {
            int line = 0;
            for (var document : END_OF_DOCUMENT.split(text(file), -1)) {
                parse(file, line, document).ifPresent(result::add);
                line += (int) document.chars().filter(c -> c == '\n').count();
            }
        }
        if (result.isEmpty()) {
            throw new BadInput(files + ": there is nothing in it to apply.");
        }
        return result;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new BadInput(file + ": this is no text file.");
        } catch (IOException e) {
            throw new BadInput(file + ": the file cannot be read.");
        }
    }

    /**
     * One document of a file.
     *
     * @param line how many lines are before it
     */
    private Optional<Manifest> parse(Path file, int line, String document) {
        if (NOTHING_BUT_COMMENTS.matcher(document).matches()) {
            return Optional.empty();
        }
        GenericKubernetesResource object;
        try {
            // What begins with a brace would be taken for JSON.
            object = yaml.unmarshal("---\n" + document, GenericKubernetesResource.class);
        } catch (RuntimeException e) {
            throw new BadInput(file + ": " + YamlFault.of(e, line - 1) + ".");
        }
        check(file + ", from line " + (line + 1) + " on", object);
        var manifest = new Manifest(file.toString(), object);
        if (KINDS.contains(object.getKind()) && object.getMetadata().getNamespace() == null) {
            object.getMetadata().setNamespace(DEFAULT_NAMESPACE);
        }
        return Optional.of(manifest);
    }

    private static void check(String where, GenericKubernetesResource object) {
        if (object.getKind() == null || object.getApiVersion() == null) {
            throw new BadInput(where + ": apiVersion or kind is missing; " + KNOWN + ".");
        }
        var known = object.getApiVersion().equals(MetadataKeys.API_VERSION)
                ? KINDS.contains(object.getKind())
                : object.getApiVersion().equals("v1") && object.getKind().equals("Namespace");
        if (!known) {
            throw new BadInput(where + ": " + object.getKind() + " of " + object.getApiVersion() + " is unknown here; " + KNOWN
                    + ".");
        }
        if (object.getMetadata() == null || object.getMetadata().getName() == null) {
            throw new BadInput(where + ": metadata.name of the " + object.getKind() + " is missing.");
        }
    }
}
