package io.metal3.ipam.ip;

import java.util.Optional;

/**
 * One IP address: a family and an unsigned 128-bit number. Immutable.
 *
 * <p>Sorts by family, then by number. An IPv4-mapped IPv6 address (RFC 4291 section 2.5.5.2) is read as the IPv4
 * address that it stands for, whatever its spelling: it is the same address to every socket, and Go's
 * {@code net.ParseIP} reads it so. Arithmetic can still reach that block inside a large IPv6 range; see
 * {@link AddressRange#IPV4_MAPPED}.
 *
 * @param family IPv4 or IPv6
 * @param high the upper 64 bits, unsigned; zero for IPv4
 * @param low the lower 64 bits, unsigned; below 2^32 for IPv4
 */
public record Address(Family family, long high, long low) implements Comparable<Address> {

    private static final long V4_MAX = 0xffff_ffffL;

    public Address {
        if (family == Family.V4 && (high != 0 || (low & ~V4_MAX) != 0)) {
            throw new IllegalArgumentException("An IPv4 address has 32 bits.");
        }
    }

    /**
     * Reads an address in any spelling that Go's {@code net.ParseIP} accepts.
     *
     * @throws IllegalArgumentException with one sentence that names the text and the fault
     */
    public static Address parse(String text) {
        var parser = AddressParser.of(text);
        Address address = parser.parse();
        if (address == null) {
            throw new IllegalArgumentException(parser.fault());
        }
        return address;
    }

    /**
     * The way back from {@link #dashed()}; empty for every other text.
     *
     * <p>An IPv4 address has three single dashes; an IPv6 address has seven, or two in a row. So no text can be
     * read as both, and because only the canonical spelling counts, no two texts are read as one address.
     */
    public static Optional<Address> fromDashed(String text) {
        Address address = AddressParser.ofDashed(text).parse();
        return address != null && address.dashed().equals(text) ? Optional.of(address) : Optional.empty();
    }

    static Address first(Family family) {
        return new Address(family, 0, 0);
    }

    static Address last(Family family) {
        return family == Family.V4 ? new Address(family, 0, V4_MAX) : new Address(family, -1, -1);
    }

    /**
     * This address with a dash for each dot or colon, as it ends the name of an IPAddress object:
     * {@code 192-168-0-10}, {@code fd00--1}. One that ends in {@code ::} gets a zero behind it, {@code fd00--0}, since
     * no name of an object may end in a dash.
     */
    public String dashed() {
        String text = AddressPrinter.print(this, '-');
        return text.endsWith("--") ? text + "0" : text;
    }

    /**
     * The address one above this one.
     *
     * @throws ArithmeticException if this is the last one of its family
     */
    public Address next() {
        return plus(0, 1);
    }

    /**
     * The address one below this one.
     *
     * @throws ArithmeticException if this is the first one of its family
     */
    public Address previous() {
        if (high == 0 && low == 0) {
            throw new ArithmeticException("No address is before " + this + ".");
        }
        return new Address(family, low == 0 ? high - 1 : high, low - 1);
    }

    /**
     * The address that lies an unsigned 128-bit distance above this one.
     *
     * @throws ArithmeticException if that is beyond the last one of the family
     */
    public Address plus(long distanceHigh, long distanceLow) {
        long sumLow = low + distanceLow;
        long carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
        long sumHigh = high + distanceHigh + carry;
        int grown = Long.compareUnsigned(sumHigh, high);
        boolean wrapped = grown < 0 || (grown == 0 && carry == 1 && distanceHigh == -1);
        if (wrapped || (family == Family.V4 && (sumHigh != 0 || Long.compareUnsigned(sumLow, V4_MAX) > 0))) {
            throw new ArithmeticException("No address of its family is that far above " + this + ".");
        }
        return new Address(family, sumHigh, sumLow);
    }

    /** Whether the other one is the {@link #next()} of this one; unlike next, it may be asked of the last one. */
    public boolean isJustBefore(Address other) {
        return family == other.family
                && other.low == low + 1
                && other.high == (low == -1 ? high + 1 : high)
                && (other.low | other.high) != 0;
    }

    @Override
    public int compareTo(Address other) {
        if (family != other.family) {
            return family.compareTo(other.family);
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** The same in every run, which the generated one is not: an enum hashes by its place in memory. */
    @Override
    public int hashCode() {
        return Long.hashCode((high * 31 + low) * 31 + family.bits());
    }

    /** The canonical text: dotted decimal, or RFC 5952. */
    @Override
    public String toString() {
        return AddressPrinter.print(this, family == Family.V4 ? '.' : ':');
    }
}
