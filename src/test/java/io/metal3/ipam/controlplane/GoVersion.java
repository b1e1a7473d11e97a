package io.metal3.ipam.controlplane;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
