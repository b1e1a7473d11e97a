package io.metal3.ipam.ip;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AddressTest {

    @ParameterizedTest
    @CsvSource({
        "192.168.0.10,                          192.168.0.10",
        "0.0.0.0,                               0.0.0.0",
        "255.255.255.255,                       255.255.255.255",
        "FD00:0:0:1::10,                        fd00:0:0:1::10",
        "fd00:0000:0000:0001:0000:0000:0000:1,  fd00:0:0:1::1",
        "::,                                    ::",
        "0:0:0:0:0:0:0:0,                       ::",
        "::1,                                   ::1",
        "fd00::,                                fd00::",
        // RFC 5952 section 4.2.2: a single zero group is not shortened.
        "2001:db8:0:1:1:1:1:1,                  2001:db8:0:1:1:1:1:1",
        "2001:db8::1:1:1:1:1,                   2001:db8:0:1:1:1:1:1",
        "1:2:3:4:5:6:7::,                       1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8,                       0:2:3:4:5:6:7:8",
        // RFC 5952 section 4.2.3: the longest run, and the first of two equals.
        "2001:0:0:1:0:0:0:1,                    2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1,                  2001:db8::1:0:0:1",
        "1:0:0:2:0:0:3:0,                       1::2:0:0:3:0",
        "0:0:1:0:0:0:0:0,                       0:0:1::",
        "64:ff9b::192.0.2.33,                   64:ff9b::c000:221",
        "1:2:3:4:5:6:1.2.3.4,                   1:2:3:4:5:6:102:304",
    })
    void readsEverySpellingAndWritesTheCanonicalOne(String text, String canonical) {
        assertThat(Address.parse(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(strings = {"::ffff:10.0.0.1", "::ffff:a00:1", "::FFFF:0a00:0001", "0:0:0:0:0:ffff:10.0.0.1"})
    void readsIpv4MappedAddressesAsTheIpv4AddressThatTheyStandFor(String text) {
        assertThat(Address.parse(text)).isEqualTo(Address.parse("10.0.0.1"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "\"\"                | it is empty",
        "\" \"               | an IPv4 address has four decimal numbers with dots between them",
        "localhost           | an IPv4 address has four decimal numbers with dots between them",
        "10.0.0              | an IPv4 address has four decimal numbers with dots between them",
        "10.0.0.             | an IPv4 address has four decimal numbers with dots between them",
        "10..0.1             | an IPv4 address has four decimal numbers with dots between them",
        "10.0.0.0x1          | an IPv4 address ends after its fourth number",
        "10.0.0.1.2          | an IPv4 address ends after its fourth number",
        "\"10.0.0.1 \"       | an IPv4 address ends after its fourth number",
        "10.0.0.256          | a number in an IPv4 address is at most 255",
        "10.0.0.99999999999  | a number in an IPv4 address is at most 255",
        "010.0.0.1           | a number in an IPv4 address has no leading zero",
        "10.0.0.00           | a number in an IPv4 address has no leading zero",
        "-1.0.0.1            | an IPv4 address has four decimal numbers with dots between them",
        "fe80::1%eth0        | a zone id is not allowed",
        ":                   | a group between two colons is empty",
        ":1                  | a group between two colons is empty",
        ":::                 | a group between two colons is empty",
        "1:::2               | a group between two colons is empty",
        "1:                  | it ends with a single colon",
        "1:2:3:4:5:6:7:8:    | it ends with a single colon",
        "1::2::3             | '::' may stand only once",
        "::1::               | '::' may stand only once",
        "1:2:3               | an IPv6 address has eight groups, or '::' in place of the missing ones",
        "1:2:3:4:5:6:7:8:9   | an IPv6 address has at most eight groups",
        "1:2:3:4:5:6:7:1.2.3.4 | an IPv6 address has at most eight groups",
        "1:2:3:4::5:6:7:8    | '::' stands for at least one group, and all eight are there",
        "1:2:3:4:5:6:7:8::   | '::' stands for at least one group, and all eight are there",
        "::12345             | a group of an IPv6 address has at most four digits",
        "::g                 | a group of an IPv6 address has hexadecimal digits only",
        "::-1                | a group of an IPv6 address has hexadecimal digits only",
        "::\u0661            | a group of an IPv6 address has hexadecimal digits only",
        "::1.2.3             | an IPv4 address has four decimal numbers with dots between them",
        "1.2.3.4::           | a group of an IPv6 address has at most four digits",
        "::1.2.3.04          | a number in an IPv4 address has no leading zero",
    })
    void refusesWhatIsNoAddressAndSaysWhy(String text, String why) {
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not an IP address: " + why + ".");
    }

    @Test
    void showsOnlyTheBeginningOfALongText() {
        assertThatThrownBy(() -> Address.parse("x".repeat(5000))).hasMessageStartingWith("'" + "x".repeat(60) + "...'");
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.0.10,      192-168-0-10",
        "fd00:0:0:1::10,    fd00-0-0-1--10",
        "::1,               --1",
        "fd00::,            fd00--0",
        "::,                --0",
        "1:2:3:4:5:6:7:8,   1-2-3-4-5-6-7-8",
        "1::2:3,            1--2-3",
    })
    void readsItsDashedFormBack(String text, String dashed) {
        Address address = Address.parse(text);

        assertThat(address.dashed()).isEqualTo(dashed);
        assertThat(Address.fromDashed(dashed)).contains(address);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "-", "---", "1", "1-2-3", "1-2-3-4-5", "01-2-3-4", "1-2-3-256", "1.2.3.4", "a-b-c-d", "fd00::1",
        "FD00--1", "0--1", "fd00--0-1", "1--2--3", "--ffff-a00-1", "--ffff-10.0.0.1", "1-2-3-4-5-6-7-8-9",
        "0-0-0-0-0-0-0-1", "1-0-0-2-0-0-3-0"
    })
    void takesOnlyTheCanonicalSpellingForADashedAddress(String text) {
        assertThat(Address.fromDashed(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.255,                            10.0.1.0",
        "0.0.0.0,                               0.0.0.1",
        "255.255.255.254,                       255.255.255.255",
        "fd00::ffff:ffff:ffff:ffff,             fd00:0:0:1::",
        "::fffe:ffff:ffff,                      ::ffff:0:0",
    })
    void stepsUpAndDown(String below, String above) {
        Address lower = Address.parse(below);
        Address upper = above.equals("::ffff:0:0") ? AddressRange.IPV4_MAPPED.first() : Address.parse(above);

        assertThat(lower.next()).isEqualTo(upper);
        assertThat(upper.previous()).isEqualTo(lower);
        assertThat(lower.isJustBefore(upper)).isTrue();
        assertThat(upper.isJustBefore(lower)).isFalse();
        assertThat(lower).isLessThan(upper);
    }

    @ParameterizedTest
    @CsvSource({"255.255.255.255, 0.0.0.0", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ::"})
    void doesNotStepOverTheEndsOfItsFamily(String last, String first) {
        assertThatThrownBy(() -> Address.parse(last).next()).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Address.parse(last).plus(-1, -1)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Address.parse(first).previous()).isInstanceOf(ArithmeticException.class);
        assertThat(Address.parse(last).isJustBefore(Address.parse(first))).isFalse();
    }

    @Test
    void sortsByFamilyAndThenByUnsignedNumber() {
        assertThat(Arrays.asList("ffff::", "::1", "255.0.0.0", "8000::", "::8000:0:0:0", "1.0.0.0").stream()
                .map(Address::parse).sorted().map(Address::toString))
                .containsExactly("1.0.0.0", "255.0.0.0", "::1", "::8000:0:0:0", "8000::", "ffff::");
    }

    @Property
    void agreesWithTheJdkOnEveryIpv4Address(@ForAll @Size(4) byte[] bytes) throws UnknownHostException {
        InetAddress jdk = InetAddress.getByAddress(bytes);
        long number = 0;
        for (byte b : bytes) {
            number = number << 8 | (b & 0xff);
        }
        assertThat(Address.parse(jdk.getHostAddress())).isEqualTo(new Address(Family.V4, 0, number))
                .hasToString(jdk.getHostAddress());
    }

    @Property
    void readsTheJdksSpellingOfEveryIpv6Address(@ForAll("groups") int[] groups) throws UnknownHostException {
        var bytes = new byte[16];
        for (int i = 0; i < 8; i++) {
            bytes[2 * i] = (byte) (groups[i] >> 8);
            bytes[2 * i + 1] = (byte) groups[i];
        }
        Address address = Address.parse(InetAddress.getByAddress(bytes).getHostAddress());

        assertThat(address.toString()).isEqualTo(naivelyFormatted(groups));
        assertThat(Address.parse(address.toString())).isEqualTo(address);
        assertThat(Address.fromDashed(address.dashed())).contains(address);
    }

    @Property
    void addsAsBigNumbersDo(@ForAll("groups") int[] groups, @ForAll @ByteRange(min = 0) byte shift, @ForAll long some) {
        Address address = Address.parse(colons(groups));
        long high = shift < 64 ? 0 : some >>> (shift - 64);
        long low = shift < 64 ? some >>> shift : some;
        var range = new AddressRange(Address.first(address.family()), address);
        try {
            var sum = new AddressRange(range.first(), address.plus(high, low));
            assertThat(sum.exactSize().subtract(range.exactSize()).longValue()).isEqualTo(low);
            assertThat(sum.exactSize().subtract(range.exactSize()).shiftRight(64).longValue()).isEqualTo(high);
        } catch (ArithmeticException tooFar) {
            var rest = new AddressRange(address, Address.last(address.family()));
            var distance = new BigInteger(Long.toUnsignedString(high)).shiftLeft(64)
                    .add(new BigInteger(Long.toUnsignedString(low)));
            assertThat(distance).isGreaterThanOrEqualTo(rest.exactSize());
        }
    }

    /** Eight groups, with many zeros and no IPv4-mapped address. */
    @Provide
    Arbitrary<int[]> groups() {
        Arbitrary<Integer> group = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(0)),
                Tuple.of(1, Arbitraries.of(1, 0xf, 0xffff, 0x8000)),
                Tuple.of(2, Arbitraries.integers().between(0, 0xffff)));
        return Combinators.combine(group.array(int[].class).ofSize(8), Arbitraries.just(0)).as((g, zero) -> g)
                .filter(g -> IntStream.of(g).limit(5).anyMatch(v -> v != 0) || g[5] != 0xffff);
    }

    private static String colons(int[] groups) {
        return IntStream.of(groups).mapToObj(Integer::toHexString).collect(Collectors.joining(":"));
    }

    /** Tries to shorten each run, longest first and then leftmost. */
    private static String naivelyFormatted(int[] groups) {
        for (int length = 8; length >= 2; length--) {
            for (int start = 0; start + length <= 8; start++) {
                if (Arrays.stream(groups, start, start + length).allMatch(v -> v == 0)) {
                    return colons(Arrays.copyOfRange(groups, 0, start)) + "::"
                            + colons(Arrays.copyOfRange(groups, start + length, 8));
                }
            }
        }
        return colons(groups);
    }
}
