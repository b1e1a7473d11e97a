package io.metal3.ipam.ip;

import java.nio.charset.StandardCharsets;

/**
 * Writes one address in its one canonical spelling. Not thread-safe. By hand and not by the means of the library, because every
 * name of an object is written so, several times on the way of a claim, and by the million when all of them are listed.
 */
final class AddressPrinter {

    private static final int GROUPS = 8;
    private static final int LONGEST = 39;

    private final byte[] text = new byte[LONGEST];
    private int length;

    private AddressPrinter() {
    }

    /**
     * @param separator what stands between two numbers, in place of the dot or the colon
     */
    static String print(Address address, char separator) {
        var printer = new AddressPrinter();
        if (address.family() == Family.V4) {
            printer.dotted(address.low(), separator);
        } else {
            printer.colons(address, separator);
        }
        return new String(printer.text, 0, printer.length, StandardCharsets.ISO_8859_1);
    }

    private void dotted(long number, char dot) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            int octet = (int) (number >>> shift) & 0xff;
            if (octet >= 100) {
                put('0' + octet / 100);
            }
            if (octet >= 10) {
                put('0' + octet / 10 % 10);
            }
            put('0' + octet % 10);
            if (shift > 0) {
                put(dot);
            }
        }
    }

    /**
     * RFC 5952 section 4: lower case, no leading zeros, and "::" for the longest run of two or more zero groups, the
     * first of those equally long. The dotted tail of section 5 is not used: it is for blocks known to hold IPv4
     * addresses, and the one such block that matters here is read as IPv4 anyway.
     */
    private void colons(Address address, char colon) {
        int start = -1;
        int longest = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zerosFrom(address, i);
            if (zeros > longest) {
                start = i;
                longest = zeros;
            }
            i += zeros;
        }
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                put(colon);
                put(colon);
                i += longest - 1;
                continue;
            }
            if (i > 0 && i != start + longest) {
                put(colon);
            }
            hexadecimal(group(address, i));
        }
    }

    private void hexadecimal(int group) {
        int digits = Math.max(1, (35 - Integer.numberOfLeadingZeros(group)) / 4);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            int digit = group >>> shift & 0xf;
            put(digit < 10 ? '0' + digit : 'a' + digit - 10);
        }
    }

    private void put(int character) {
        text[length++] = (byte) character;
    }

    private static int zerosFrom(Address address, int first) {
        int end = first;
        while (end < GROUPS && group(address, end) == 0) {
            end++;
        }
        return end - first;
    }

    private static int group(Address address, int index) {
        long half = index < 4 ? address.high() : address.low();
        return (int) (half >>> (48 - 16 * (index & 3))) & 0xffff;
    }
}
