package io.metal3.ipam.ip;

import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.2-10.0.0.4, 10.0.0.1, false",
        "10.0.0.2-10.0.0.4, 10.0.0.2, true",
        "10.0.0.2-10.0.0.4, 10.0.0.4, true",
        "10.0.0.2-10.0.0.4, 10.0.0.5, false",
        "10.0.0.2-10.0.0.4, ::a00:3, false",
        "::-ffff::, 10.0.0.1, false",
        "::1-ffff::, 8000::, true",
    })
    void containsItsEndsAndWhatLiesBetween(String range, String address, boolean contained) {
        assertThat(range(range).contains(Address.parse(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.2-10.0.0.4, 10.0.0.5-10.0.0.6, ",
        "10.0.0.2-10.0.0.4, 10.0.0.0-10.0.0.1, ",
        "10.0.0.2-10.0.0.4, 10.0.0.4-10.0.0.6, 10.0.0.4-10.0.0.4",
        "10.0.0.2-10.0.0.4, 10.0.0.0-10.0.0.9, 10.0.0.2-10.0.0.4",
        "10.0.0.2-10.0.0.4, 10.0.0.3-10.0.0.3, 10.0.0.3-10.0.0.3",
        "0.0.0.0-255.255.255.255, ::-ffff::, ",
    })
    void intersectsWithAnother(String one, String other, String both) {
        assertThat(range(one).overlaps(range(other))).isEqualTo(both != null);
        assertThat(range(other).overlaps(range(one))).isEqualTo(both != null);
        assertThat(range(one).intersect(range(other)).map(AddressRange::toString).orElse(null)).isEqualTo(both);
        assertThat(range(other).intersect(range(one)).map(AddressRange::toString).orElse(null)).isEqualTo(both);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1-10.0.0.1, 1, 1",
        "0.0.0.0-255.255.255.255, 4294967296, 4294967296",
        "fd00::-fd00::7fff:ffff:ffff:fffe, 9223372036854775807, 9223372036854775807",
        "fd00::-fd00::7fff:ffff:ffff:ffff, 9223372036854775807, 9223372036854775808",
        "fd00::-fd00:0:0:1::, 9223372036854775807, 18446744073709551617",
        "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 9223372036854775807, 340282366920938463463374607431768211456",
    })
    void knowsItsSize(String range, long size, BigInteger exactSize) {
        assertThat(range(range).size()).isEqualTo(size);
        assertThat(range(range).exactSize()).isEqualTo(exactSize);
    }

    @Test
    void isNeverEmptyAndNeverOfTwoFamilies() {
        assertThatThrownBy(() -> range("10.0.0.2-10.0.0.1"))
                .hasMessage("A range does not begin above its end: 10.0.0.2 is above 10.0.0.1.");
        assertThatThrownBy(() -> range("10.0.0.2-fd00::"))
                .hasMessage("A range has addresses of one family, not from 10.0.0.2 to fd00::.");
    }

    private static AddressRange range(String text) {
        int dash = text.indexOf('-');
        return new AddressRange(Address.parse(text.substring(0, dash)), Address.parse(text.substring(dash + 1)));
    }
}
