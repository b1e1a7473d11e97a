package io.metal3.ipam.ip;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SubnetTest {

    @ParameterizedTest
    @CsvSource({
        "192.168.1.1/26,        192.168.1.0,    192.168.1.63",
        "192.168.1.65/26,       192.168.1.64,   192.168.1.127",
        "10.1.2.3/0,            0.0.0.0,        255.255.255.255",
        "10.1.2.3/31,           10.1.2.2,       10.1.2.3",
        "10.1.2.3/32,           10.1.2.3,       10.1.2.3",
        "fd00::5/0,             ::,             ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "fd00:0:0:7::5/63,      fd00:0:0:6::,   fd00::7:ffff:ffff:ffff:ffff",
        "fd00::5/64,            fd00::,         fd00::ffff:ffff:ffff:ffff",
        "fd00::5:0:0:1/65,      fd00::,         fd00::7fff:ffff:ffff:ffff",
        "fd00::5/127,           fd00::4,        fd00::5",
        "fd00::5/128,           fd00::5,        fd00::5",
        "::ffff:10.1.2.3/104,   10.0.0.0,       10.255.255.255",
    })
    void knowsItsFirstAndLastAddress(String text, String network, String last) {
        Subnet subnet = Subnet.parse(text);

        assertThat(subnet.network()).hasToString(network);
        assertThat(subnet.last()).hasToString(last);
        assertThat(subnet.range()).isEqualTo(new AddressRange(subnet.network(), subnet.last()));
        assertThat(subnet.contains(subnet.address())).isTrue();
        assertThat(subnet.contains(Address.parse(network.contains(":") ? "10.1.2.3" : "fd00::5"))).isFalse();
    }

    @Test
    void keepsTheAddressAsItWasWritten() {
        assertThat(Subnet.parse("192.168.1.1/26").address()).isEqualTo(Address.parse("192.168.1.1"));
        assertThat(Subnet.parse("FD00:0::1/64")).hasToString("fd00::1/64");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "10.0.0.0           | '10.0.0.0' is not a subnet: it has no '/' and prefix length.",
        "10.0.0.0/          | '10.0.0.0/' is not a subnet: its prefix length is not a decimal number.",
        "10.0.0.0/x         | '10.0.0.0/x' is not a subnet: its prefix length is not a decimal number.",
        "10.0.0.0/-1        | '10.0.0.0/-1' is not a subnet: its prefix length is not a decimal number.",
        "10.0.0.0/08        | '10.0.0.0/08' is not a subnet: its prefix length is not a decimal number.",
        "10.0.0.0/8/8       | '10.0.0.0/8/8' is not a subnet: its prefix length is not a decimal number.",
        "10.0.0.0/99999999999 | '10.0.0.0/99999999999' is not a subnet: its prefix length is not a decimal number.",
        "10.0.0.0/33        | The prefix length of 10.0.0.0 is from 0 to 32, not 33.",
        "fd00::/129         | The prefix length of fd00:: is from 0 to 128, not 129.",
        "::ffff:10.0.0.0/95 | '::ffff:10.0.0.0/95' is not a subnet: the prefix of an IPv4-mapped address is from 96 to 128.",
        "10.0.0/8           | '10.0.0' is not an IP address: an IPv4 address has four decimal numbers with dots between them.",
    })
    void refusesWhatIsNoSubnetAndSaysWhy(String text, String message) {
        assertThatThrownBy(() -> Subnet.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
