package io.metal3.ipam.controlplane;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A version of Go, as far as it matters: 1.26. */
record GoVersion(int major, int minor) implements Comparable<GoVersion> {

    private static final Pattern TEXT = Pattern.compile("(?:.*\\bgo)?(\\d+)\\.(\\d+).*", Pattern.DOTALL);

    /** Reads {@code 1.26.0}, {@code go1.26} or what {@code go version} prints. */
    static GoVersion parse(String text) {
        Matcher version = TEXT.matcher(text);
        if (!version.matches()) {
            throw new IllegalArgumentException("no Go version in: " + text);
        }
        return new GoVersion(Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2)));
    }

    /** The Go that the go command is, if there is one. */
    static @Nullable GoVersion onPath() {
        try {
            Command.Result version = Command.run(List.of("go", "version"));
            return version.exitCode() == 0 ? parse(version.output()) : null;
        } catch (IOException none) {
            return null;
        }
    }

    /** Why that Go does not build what needs this one, or null when it does. */
    @Nullable String whyNotBuiltBy(@Nullable GoVersion there) {
        if (there == null) {
            return "no go on the path; Go " + this + " or newer builds it";
        }
        return there.compareTo(this) < 0 ? "go on the path is " + there + "; Go " + this + " or newer builds it" : null;
    }

    @Override
    public int compareTo(GoVersion other) {
        return Comparator.comparingInt(GoVersion::major)
                .thenComparingInt(GoVersion::minor)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
