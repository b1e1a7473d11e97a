package io.metal3.ipam.ip;

/** Writes addresses in their one canonical spelling. */
final class AddressPrinter {

    private static final int GROUPS = 8;

    private AddressPrinter() {
    }

    static String print(Address address) {
        return address.family() == Family.V4 ? dotted(address.low()) : colons(address);
    }

    private static String dotted(long number) {
        return (number >>> 24) + "." + (number >>> 16 & 0xff) + "." + (number >>> 8 & 0xff) + "." + (number & 0xff);
    }

    /**
     * RFC 5952 section 4: lower case, no leading zeros, and "::" for the longest run of two or more zero groups, the
     * first of those equally long. The dotted tail of section 5 is not used: it is for blocks known to hold IPv4
     * addresses, and the one such block that matters here is read as IPv4 anyway.
     */
    private static String colons(Address address) {
        int start = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int zeros = zerosFrom(address, i);
            if (zeros > length) {
                start = i;
                length = zeros;
            }
            i += zeros;
        }
        var text = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
                continue;
            }
            if (i > 0 && i != start + length) {
                text.append(':');
            }
            text.append(Integer.toHexString(group(address, i)));
        }
        return text.toString();
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
