package io.metal3.ipam.ip;

import org.jspecify.annotations.Nullable;

/**
 * Reads one address, once. Not thread-safe.
 *
 * <p>A fault is kept as a sentence and not thrown, because names of objects are tried as addresses by the thousand
 * and most of them are none.
 */
final class AddressParser {

    private static final int GROUPS = 8;
    private static final int LONGEST_SHOWN = 60;

    private final String text;
    private final char dot;
    private final char colon;
    private @Nullable String fault;

    private AddressParser(String text, char dot, char colon) {
        this.text = text;
        this.dot = dot;
        this.colon = colon;
    }

    static AddressParser of(String text) {
        return new AddressParser(text, '.', ':');
    }

    /** Of a text with a dash in place of each dot and colon. */
    static AddressParser ofDashed(String text) {
        return new AddressParser(text, '-', '-');
    }

    /** The address, or null and then {@link #fault()} says why. */
    @Nullable Address parse() {
        if (text.isEmpty()) {
            return fail("it is empty");
        }
        if (text.indexOf('%') >= 0) {
            return fail("a zone id is not allowed");
        }
        if (isV6()) {
            return parseV6();
        }
        long number = parseV4(0);
        return number < 0 ? null : new Address(Family.V4, 0, number);
    }

    private boolean isV6() {
        return dot == colon ? text.contains("--") || dashes() == GROUPS - 1 : text.indexOf(colon) >= 0;
    }

    private int dashes() {
        int count = 0;
        for (int at = text.indexOf(colon); at >= 0; at = text.indexOf(colon, at + 1)) {
            count++;
        }
        return count;
    }

    String fault() {
        String shown = text.length() > LONGEST_SHOWN ? text.substring(0, LONGEST_SHOWN) + "..." : text;
        return "'" + shown + "' is not an IP address: " + fault + ".";
    }

    /** The dotted quad from there to the end of the text, or -1. */
    private long parseV4(int from) {
        long number = 0;
        int at = from;
        for (int i = 0; i < 4; i++) {
            if (i > 0) {
                if (at >= text.length() || text.charAt(at) != dot) {
                    fail("an IPv4 address has four decimal numbers with dots between them");
                    return -1;
                }
                at++;
            }
            int end = endOfDigits(at);
            int octet = octet(at, end);
            if (octet < 0) {
                return -1;
            }
            number = number << 8 | octet;
            at = end;
        }
        if (at < text.length()) {
            fail("an IPv4 address ends after its fourth number");
            return -1;
        }
        return number;
    }

    private int octet(int from, int end) {
        if (from == end) {
            fail("an IPv4 address has four decimal numbers with dots between them");
            return -1;
        }
        if (end - from > 1 && text.charAt(from) == '0') {
            fail("a number in an IPv4 address has no leading zero");
            return -1;
        }
        int value = end - from > 3 ? Integer.MAX_VALUE : Integer.parseInt(text, from, end, 10);
        if (value > 255) {
            fail("a number in an IPv4 address is at most 255");
            return -1;
        }
        return value;
    }

    private int endOfDigits(int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private @Nullable Address parseV6() {
        int[] groups = new int[GROUPS];
        int count = 0;
        // How many groups stand before the "::", or -1.
        int gap = startsWithGap() ? 0 : -1;
        int at = gap == 0 ? 2 : 0;
        while (at < text.length()) {
            int end = text.indexOf(colon, at) < 0 ? text.length() : text.indexOf(colon, at);
            boolean dotted = end == text.length() && text.indexOf(dot, at) >= 0;
            if (count + (dotted ? 2 : 1) > GROUPS) {
                return fail("an IPv6 address has at most eight groups");
            }
            long value = dotted ? parseV4(at) : group(at, end);
            if (value < 0) {
                return null;
            }
            if (dotted) {
                groups[count++] = (int) (value >>> 16);
            }
            groups[count++] = (int) (value & 0xffff);
            at = end + 1;
            if (at == text.length()) {
                return fail("it ends with a single colon");
            }
            if (at < text.length() && text.charAt(at) == colon) {
                if (gap >= 0) {
                    return fail("'::' may stand only once");
                }
                gap = count;
                at++;
            }
        }
        return assemble(groups, count, gap);
    }

    private boolean startsWithGap() {
        return text.length() >= 2 && text.charAt(0) == colon && text.charAt(1) == colon;
    }

    private @Nullable Address assemble(int[] groups, int count, int gap) {
        if (gap < 0 && count < GROUPS) {
            return fail("an IPv6 address has eight groups, or '::' in place of the missing ones");
        }
        if (gap >= 0 && count == GROUPS) {
            return fail("'::' stands for at least one group, and all eight are there");
        }
        long high = 0;
        long low = 0;
        int zeros = GROUPS - count;
        for (int i = 0; i < GROUPS; i++) {
            int value;
            if (gap < 0 || i < gap) {
                value = groups[i];
            } else {
                value = i < gap + zeros ? 0 : groups[i - zeros];
            }
            high = high << 16 | low >>> 48;
            low = low << 16 | value;
        }
        boolean mapped = high == 0 && low >>> 32 == 0xffff;
        return mapped ? new Address(Family.V4, 0, low & 0xffff_ffffL) : new Address(Family.V6, high, low);
    }

    /** One group of one to four hexadecimal digits, or -1. */
    private int group(int from, int end) {
        if (from == end) {
            fail("a group between two colons is empty");
            return -1;
        }
        if (end - from > 4) {
            fail("a group of an IPv6 address has at most four digits");
            return -1;
        }
        int value = 0;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            // Character.digit alone would let digits of other scripts in.
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                fail("a group of an IPv6 address has hexadecimal digits only");
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private @Nullable Address fail(String why) {
        fault = why;
        return null;
    }
}
