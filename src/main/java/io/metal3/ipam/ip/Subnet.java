package io.metal3.ipam.ip;

/**
 * An address with a prefix length, as in {@code 192.168.1.1/26}. Immutable.
 *
 * <p>The address is kept as it was written: which one was named inside the subnet has a meaning to a pool, whose
 * first candidate is the one after it. {@link #network()} is the subnet's own.
 *
 * @param address any address of the subnet
 * @param prefixLength how many leading bits all addresses of the subnet share
 */
public record Subnet(Address address, int prefixLength) {

    private static final int MAPPED_PREFIX = 96;

    public Subnet {
        int bits = address.family().bits();
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException("The prefix length of " + address + " is from 0 to " + bits + ", not "
                    + prefixLength + ".");
        }
    }

    /**
     * Reads an address, a slash and a decimal prefix length. An IPv4-mapped address counts its prefix from the front
     * of the IPv6 address, as in Go: {@code ::ffff:10.0.0.0/104} is {@code 10.0.0.0/8}.
     *
     * @throws IllegalArgumentException with one sentence that names the text and the fault
     */
    public static Subnet parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("'" + text + "' is not a subnet: it has no '/' and prefix length.");
        }
        Address address = Address.parse(text.substring(0, slash));
        int length = length(text, slash + 1);
        boolean mapped = address.family() == Family.V4 && text.lastIndexOf(':', slash) >= 0;
        if (mapped && length < MAPPED_PREFIX) {
            throw new IllegalArgumentException("'" + text + "' is not a subnet: the prefix of an IPv4-mapped address "
                    + "is from 96 to 128.");
        }
        return new Subnet(address, mapped ? length - MAPPED_PREFIX : length);
    }

    private static int length(String text, int from) {
        int digits = text.length() - from;
        boolean decimal = digits > 0 && digits <= 3
                && text.chars().skip(from).allMatch(c -> c >= '0' && c <= '9')
                && (digits == 1 || text.charAt(from) != '0');
        if (!decimal) {
            throw new IllegalArgumentException("'" + text + "' is not a subnet: its prefix length is not a decimal "
                    + "number.");
        }
        return Integer.parseInt(text, from, text.length(), 10);
    }

    /** The lowest address: all bits behind the prefix are zero. */
    public Address network() {
        return new Address(address.family(), address.high() & ~hostHigh(), address.low() & ~hostLow());
    }

    /** The highest address: all bits behind the prefix are one. In IPv4 it is the broadcast address. */
    public Address last() {
        return new Address(address.family(), address.high() | hostHigh(), address.low() | hostLow());
    }

    public AddressRange range() {
        return new AddressRange(network(), last());
    }

    public boolean contains(Address candidate) {
        return range().contains(candidate);
    }

    private long hostHigh() {
        return ones(hostBits() - Long.SIZE);
    }

    private long hostLow() {
        return ones(hostBits());
    }

    private int hostBits() {
        return address.family().bits() - prefixLength;
    }

    /** That many low bits set; a shift alone would take its count modulo 64. */
    private static long ones(int count) {
        if (count <= 0) {
            return 0;
        }
        return count >= Long.SIZE ? -1 : (1L << count) - 1;
    }

    @Override
    public String toString() {
        return address + "/" + prefixLength;
    }
}
