package io.metal3.ipam.ip;

import java.math.BigInteger;
import java.util.Optional;

/**
 * All addresses from the first to the last, both included. Never empty, never of two families. Immutable.
 *
 * @param first the lowest address in it
 * @param last the highest address in it; not below the first
 */
public record AddressRange(Address first, Address last) {

    /**
     * The block {@code ::ffff:0:0/96}. Its addresses are IPv4 addresses in IPv6 clothes, and {@link Address#parse}
     * reads them so: an address from this block would not survive being written down, so nobody may be given one.
     */
    public static final AddressRange IPV4_MAPPED = new AddressRange(
            new Address(Family.V6, 0, 0xffff_0000_0000L), new Address(Family.V6, 0, 0xffff_ffff_ffffL));

    public AddressRange {
        if (first.family() != last.family()) {
            throw new IllegalArgumentException("A range has addresses of one family, not from " + first + " to " + last
                    + ".");
        }
        if (first.compareTo(last) > 0) {
            throw new IllegalArgumentException("A range does not begin above its end: " + first + " is above " + last
                    + ".");
        }
    }

    /** The range that has only this address. */
    public static AddressRange of(Address single) {
        return new AddressRange(single, single);
    }

    public Family family() {
        return first.family();
    }

    public boolean contains(Address address) {
        return first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
    }

    public boolean overlaps(AddressRange other) {
        return first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
    }

    /** What both have in common. */
    public Optional<AddressRange> intersect(AddressRange other) {
        if (!overlaps(other)) {
            return Optional.empty();
        }
        return Optional.of(new AddressRange(
                first.compareTo(other.first) >= 0 ? first : other.first,
                last.compareTo(other.last) <= 0 ? last : other.last));
    }

    /** How many addresses it has, or {@link Long#MAX_VALUE} where there are more than that; see {@link #exactSize}. */
    public long size() {
        BigInteger exact = exactSize();
        return exact.bitLength() < Long.SIZE ? exact.longValue() : Long.MAX_VALUE;
    }

    /** How many addresses it has; up to 2^128. */
    public BigInteger exactSize() {
        return number(last).subtract(number(first)).add(BigInteger.ONE);
    }

    private static BigInteger number(Address address) {
        return unsigned(address.high()).shiftLeft(Long.SIZE).add(unsigned(address.low()));
    }

    private static BigInteger unsigned(long value) {
        BigInteger signed = BigInteger.valueOf(value);
        return value < 0 ? signed.add(BigInteger.ONE.shiftLeft(Long.SIZE)) : signed;
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
