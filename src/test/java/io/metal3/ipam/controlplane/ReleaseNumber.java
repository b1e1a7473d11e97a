package io.metal3.ipam.controlplane;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The number of a finished release: 1.37.2. */
record ReleaseNumber(int major, int minor, int patch) implements Comparable<ReleaseNumber> {

    private static final Pattern TEXT = Pattern.compile("v?(\\d+)\\.(\\d+)\\.(\\d+)");

    /** Empty for a release candidate and its like. */
    static Optional<ReleaseNumber> parse(String version) {
        Matcher parts = TEXT.matcher(version);
        return parts.matches()
                ? Optional.of(new ReleaseNumber(
                        Integer.parseInt(parts.group(1)),
                        Integer.parseInt(parts.group(2)),
                        Integer.parseInt(parts.group(3))))
                : Optional.empty();
    }

    @Override
    public int compareTo(ReleaseNumber other) {
        return Comparator.comparingInt(ReleaseNumber::major)
                .thenComparingInt(ReleaseNumber::minor)
                .thenComparingInt(ReleaseNumber::patch)
                .compare(this, other);
    }
}
