package io.metal3.ipam.allocator;

import java.util.Comparator;

/**
 * Which claim. Sorts by kind, namespace and name, which settles the order of claims of one age.
 *
 * @param kind IPClaim or IPAddressClaim: claims of two kinds may have one name and are still two claims
 */
public record ClaimKey(String kind, String namespace, String name) implements Comparable<ClaimKey> {

    private static final Comparator<ClaimKey> ORDER = Comparator.comparing(ClaimKey::kind)
            .thenComparing(ClaimKey::namespace)
            .thenComparing(ClaimKey::name);

    @Override
    public int compareTo(ClaimKey other) {
        return ORDER.compare(this, other);
    }
}
