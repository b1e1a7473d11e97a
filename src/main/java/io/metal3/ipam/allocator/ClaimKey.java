package io.metal3.ipam.allocator;

/**
 * Which claim. Sorts by kind, namespace and name, which settles the order of claims of one age.
 *
 * @param kind IPClaim or IPAddressClaim: claims of two kinds may have one name and are still two claims
 */
public record ClaimKey(String kind, String namespace, String name) implements Comparable<ClaimKey> {

    @Override
    public int compareTo(ClaimKey other) {
        int byKind = kind.compareTo(other.kind);
        if (byKind != 0) {
            return byKind;
        }
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }
}
