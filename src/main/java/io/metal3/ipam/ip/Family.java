package io.metal3.ipam.ip;

/** The two kinds of IP address. Numbers of different families are never equal, and IPv4 sorts first. */
public enum Family {
    /** IPv4, RFC 791. */
    V4(32),
    /** IPv6, RFC 8200. */
    V6(128);

    private final int bits;

    Family(int bits) {
        this.bits = bits;
    }

    /** The length of an address of this family, which is also its longest prefix. */
    public int bits() {
        return bits;
    }
}
