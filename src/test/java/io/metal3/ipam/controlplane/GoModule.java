package io.metal3.ipam.controlplane;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Go module among the test resources: the one place where the versions of what is built from it are written. */
enum GoModule {
    ETCD("etcd"),
    KUBERNETES("kubernetes"),
    CLUSTERCTL("clusterctl");

    private final String folder;

    GoModule(String folder) {
        this.folder = folder;
    }

    String folder() {
        return folder;
    }

    /** The version that the module requires of another, without the leading v. */
    String versionOf(String required) {
        return versionOf(required, text("go.mod"));
    }

    static String versionOf(String required, String goMod) {
        Matcher line = Pattern.compile("^\\s*(?:require\\s+)?" + Pattern.quote(required) + "\\s+v(\\S+)\\s*(?://.*)?$", Pattern.MULTILINE)
                .matcher(goMod);
        if (!line.find()) {
            throw new IllegalStateException("no version of " + required + " in go.mod");
        }
        return line.group(1);
    }

    /** The oldest Go that builds the module, as major and minor. */
    GoVersion goVersion() {
        Matcher line = Pattern.compile("^go\\s+(\\S+)$", Pattern.MULTILINE).matcher(text("go.mod"));
        if (!line.find()) {
            throw new IllegalStateException("no go line in go.mod of " + folder);
        }
        return GoVersion.parse(line.group(1));
    }

    /** Copies go.mod and go.sum to a folder of their own, where go may work on them. */
    void copyTo(Path target) {
        try {
            Files.createDirectories(target);
            Files.writeString(target.resolve("go.mod"), text("go.mod"));
            Files.writeString(target.resolve("go.sum"), text("go.sum"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(String file) {
        String path = "/controlplane/" + folder + "/" + file;
        try (InputStream in = GoModule.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
