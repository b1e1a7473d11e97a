package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Subnet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TallyTest {

    private final Tally tally = new Tally();

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1/32, 1, false",
        "10.0.0.0/8, 16777216, false",
        "0.0.0.0/0, 4294967296, false",
        "fd00::/66, 4611686018427387904, false",
        "fd00::/65, 9223372036854775807, true",
        "fd00::/64, 9223372036854775807, true",
        "::/0, 9223372036854775807, true",
    })
    void countsARange(String subnet, long count, boolean overflow) {
        tally.add(Subnet.parse(subnet).range());

        assertThat(tally.saturated()).isEqualTo(count);
        assertThat(tally.overflows()).isEqualTo(overflow);
    }

    @Test
    void staysExactBeyondWhatItCanSay() {
        tally.add(Subnet.parse("fd00::/65").range());
        tally.decrement();
        assertThat(tally.saturated()).isEqualTo(Long.MAX_VALUE);
        assertThat(tally.overflows()).isFalse();
        tally.decrement();
        assertThat(tally.saturated()).isEqualTo(Long.MAX_VALUE - 1);
    }

    @Test
    void countsAllAddressesOfBothFamilies() {
        tally.add(Subnet.parse("::/0").range());
        assertThat(tally.overflows()).isTrue();
        tally.add(Subnet.parse("0.0.0.0/0").range());
        assertThat(tally.overflows()).isTrue();
        for (int i = 0; i < 5; i++) {
            tally.decrement();
        }
        assertThat(tally.overflows()).isTrue();
    }

    @Test
    void carriesAndBorrowsBetweenItsWords() {
        tally.add(Subnet.parse("fd00::/64").range());
        tally.decrement();
        assertThat(tally.overflows()).isTrue();
        tally.increment();
        tally.add(Subnet.parse("fd00::/65").range());
        tally.add(Subnet.parse("fd00::/65").range());
        // 2^65 now.
        assertThat(tally.overflows()).isTrue();
        tally.decrement();
        tally.increment();
        assertThat(tally.overflows()).isTrue();
    }
}
