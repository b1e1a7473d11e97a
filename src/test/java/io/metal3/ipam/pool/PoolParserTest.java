package io.metal3.ipam.pool;

import io.metal3.ipam.allocator.AllocationStrategy;
import io.metal3.ipam.api.v1alpha1.IPPoolSpec;
import io.metal3.ipam.api.v1alpha1.PoolRange;
import io.metal3.ipam.ip.Address;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PoolParserTest {

    @ParameterizedTest(name = "{0} {1} {2} prefix {3}: {4} to {5}")
    @CsvSource({
        "10.0.0.10,    10.0.0.20,  ,               ,   10.0.0.10,    10.0.0.20",
        ",             ,           192.168.1.1/26, ,   192.168.1.2,  192.168.1.63",
        ",             ,           192.168.1.128/25, , 192.168.1.129, 192.168.1.255",
        "10.0.0.10,    ,           10.0.0.0/24,    ,   10.0.0.10,    10.0.0.255",
        "10.0.0.10,    ,           ,               24, 10.0.0.10,    10.0.0.255",
        ",             10.0.0.9,   10.0.0.0/24,    ,   10.0.0.1,     10.0.0.9",
        "10.0.0.10,    10.0.0.20,  10.0.0.0/24,    ,   10.0.0.10,    10.0.0.20",
        "FD00:0::10,   fd00::ff,   ,               64, fd00::10,     fd00::ff",
        ",             ,           fd00::/64,      ,   fd00::1,      fd00::ffff:ffff:ffff:ffff",
        ",             ,           10.0.0.4/31,    ,   10.0.0.5,     10.0.0.5",
    })
    void readsEveryFormOfARange(
            @Nullable String start, @Nullable String end, @Nullable String subnet, @Nullable Integer prefix, String first, String last) {
        var parsed = PoolParser.parse(spec(new PoolRange(start, end, subnet, prefix, null, List.of())));

        assertThat(parsed.faults()).isEmpty();
        assertThat(parsed.definition().ranges()).singleElement().satisfies(range -> {
            assertThat(range.addresses().first()).isEqualTo(Address.parse(first));
            assertThat(range.addresses().last()).isEqualTo(Address.parse(last));
        });
    }

    /** A name that begins with a dash is none. */
    @Test
    void servesNothingWithoutANamePrefix() {
        var parsed = PoolParser.parse(IPPoolSpec.EMPTY);

        assertThat(parsed.definition().ranges()).isEmpty();
        assertThat(parsed.faults()).extracting(SpecFault::path).contains("spec.namePrefix");
    }

    @ParameterizedTest(name = "{0} {1} {2} prefix {3}: {4}")
    @CsvSource(
            delimiter = '|',
            value = {
                "         |           |               |     | spec.pools[0]",
                "10.0.0.9 |           |               |     | spec.pools[0].end",
                "         | 10.0.0.9  |               |     | spec.pools[0]",
                "10.0.0.9 | 10.0.0.8  |               |     | spec.pools[0].end",
                "10.0.0.9 | fd00::1   |               |     | spec.pools[0].end",
                "10.0.0.x | 10.0.0.9  |               |     | spec.pools[0].start",
                "10.0.1.1 | 10.0.1.9  | 10.0.0.0/24   |     | spec.pools[0].start",
                "10.0.0.1 | 10.0.1.9  | 10.0.0.0/24   |     | spec.pools[0].end",
                "         |           | 10.0.0.0/33   |     | spec.pools[0].subnet",
                "         |           | 10.0.0.1/32   |     | spec.pools[0].subnet",
                "10.0.0.1 | 10.0.0.9  |               | 129 | spec.pools[0].prefix",
                "fd00::2  | fd00::1   |               |     | spec.pools[0].end",
            })
    void tellsEveryFaultOfARangeWithItsPathAndLeavesTheRangeOut(
            @Nullable String start, @Nullable String end, @Nullable String subnet, @Nullable Integer prefix, String path) {
        var parsed = PoolParser.parse(spec(new PoolRange(start, end, subnet, prefix, null, List.of())));

        assertThat(parsed.faults()).extracting(SpecFault::path).containsExactly(path);
        assertThat(parsed.definition().ranges()).isEmpty();
    }

    @Test
    void servesTheSoundRangesOfASpecWithAFault() {
        var parsed = PoolParser.parse(spec(
                new PoolRange("10.0.0.9", "10.0.0.1", null, null, null, List.of()),
                new PoolRange("10.0.1.1", "10.0.1.9", null, null, null, List.of())));

        assertThat(parsed.faults()).hasSize(1);
        assertThat(parsed.definition().ranges()).hasSize(1);
    }

    @Test
    void letsARangeOverrideThePrefixTheGatewayAndTheNameServersOfThePool() {
        var parsed = PoolParser.parse(spec(
                new PoolRange("10.0.0.1", "10.0.0.9", null, 28, "10.0.0.14", List.of("9.9.9.9")),
                new PoolRange("10.0.1.1", "10.0.1.9", null, null, null, List.of())));

        var own = parsed.definition().ranges().get(0).settings();
        assertThat(own.prefix()).isEqualTo(28);
        assertThat(own.gateway()).isEqualTo(Address.parse("10.0.0.14"));
        assertThat(own.dnsServers()).containsExactly("9.9.9.9");
        var inherited = parsed.definition().ranges().get(1).settings();
        assertThat(inherited.prefix()).isEqualTo(24);
        assertThat(inherited.gateway()).isEqualTo(Address.parse("10.0.0.254"));
        assertThat(inherited.dnsServers()).containsExactly("8.8.8.8");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "10.0.0.0/29, 10.0.0.254;10.0.0.0;10.0.0.7",
        "10.0.0.0/31, 10.0.0.254",
        "fd00::/64,   10.0.0.254",
    })
    void setsGatewayNetworkAndBroadcastAddressAside(String subnet, String aside) {
        var parsed = PoolParser.parse(spec(new PoolRange(null, null, subnet, null, null, List.of())));

        assertThat(parsed.definition().ranges().getFirst().reserved())
                .extracting(Address::toString)
                .containsExactlyInAnyOrder(aside.split(";"));
    }

    @Test
    void tellsPromisesThatCannotBeKept() {
        var spec = new IPPoolSpec(
                null,
                "net",
                List.of(new PoolRange("10.0.0.1", "10.0.0.9", null, null, null, List.of())),
                24,
                null,
                List.of(),
                Map.of("outside", "10.9.9.9", "none", "10.0.0.x", "empty", ""),
                null);

        assertThat(PoolParser.parse(spec).faults())
                .extracting(SpecFault::path)
                .containsExactlyInAnyOrder(
                        "spec.preAllocations[outside]", "spec.preAllocations[none]", "spec.preAllocations[empty]");
    }

    /** The API server would refuse every object of such a pool. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "'',          is empty",
        "Not A Name,  cannot begin the name of an object",
        "-p,          cannot begin the name of an object",
        "p.,          cannot begin the name of an object",
        "p..q,        cannot begin the name of an object",
        "pä,          cannot begin the name of an object",
    })
    void servesNothingUnderANamePrefixThatBeginsNoName(String prefix, String fault) {
        assertThat(under(prefix).definition().ranges()).isEmpty();
        assertThat(under(prefix).faults()).singleElement().satisfies(f -> {
            assertThat(f.path()).isEqualTo("spec.namePrefix");
            assertThat(f.message()).contains(fault);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"p", "0", "p-", "p.q-r", "192.168"})
    void takesANamePrefixThatBeginsNames(String prefix) {
        assertThat(under(prefix).faults()).isEmpty();
    }

    @ParameterizedTest(name = "{0} characters: {1}")
    @CsvSource({"244, 1, ''", "245, 1, would have 254 characters", "253, 1, would have 262 characters", "254, 0, it has 254 characters"})
    void tellsThatNamesWouldBeTooLong(int length, int ranges, String fault) {
        var parsed = under("p".repeat(length));

        assertThat(parsed.definition().ranges()).hasSize(ranges);
        assertThat(parsed.faults().stream().map(SpecFault::message).toList())
                .allSatisfy(message -> assertThat(message).contains(fault))
                .hasSize(fault.isEmpty() ? 0 : 1);
    }

    @Test
    void servesNoRangeWithANameServerThatIsNone() {
        var parsed = PoolParser.parse(spec(
                new PoolRange("10.0.0.1", "10.0.0.9", null, null, null, List.of("9.9.9.9", "dns")),
                new PoolRange("10.0.1.1", "10.0.1.9", null, null, null, List.of())));

        assertThat(parsed.faults()).extracting(SpecFault::path).containsExactly("spec.pools[0].dnsServers[1]");
        assertThat(parsed.faults().getFirst().message()).startsWith("'dns' is not an IP address").doesNotEndWith(".");
        assertThat(parsed.definition().ranges()).singleElement().satisfies(range -> assertThat(range.addresses().first())
                .isEqualTo(Address.parse("10.0.1.1")));
    }

    /** The schema of an IPAddress refuses IPv4 that is written as IPv6; the Go manager's takes it in a pool. */
    @Test
    void writesNameServersInTheirOneSpelling() {
        var parsed = PoolParser.parse(
                spec(new PoolRange("10.0.0.1", "10.0.0.9", null, null, null, List.of("::ffff:a00:35", "FD00:0::53"))));

        assertThat(parsed.definition().ranges().getFirst().settings().dnsServers()).containsExactly("10.0.0.53", "fd00::53");
    }

    /** A fault of the pool says nothing of its ranges. */
    @Test
    void blamesAFaultOfThePoolOnNoPromise() {
        var spec = new IPPoolSpec(
                null,
                "net",
                List.of(new PoolRange("10.0.0.1", "10.0.0.9", null, null, null, List.of())),
                24,
                "gw",
                List.of(),
                Map.of("a", "10.0.0.5"),
                null);

        assertThat(PoolParser.parse(spec).faults()).extracting(SpecFault::path).containsExactly("spec.gateway");
        assertThat(PoolParser.parse(spec).definition().ranges()).isEmpty();
    }

    @Test
    void takesNumbersForRandomOnlyWhenAsked() {
        assertThat(PoolParser.parse(spec()).definition().strategy()).isEqualTo(AllocationStrategy.SEQUENTIAL);
    }

    private static PoolParser.Parsed under(String namePrefix) {
        var range = new PoolRange("10.0.0.1", "10.0.0.9", null, null, null, List.of());
        return PoolParser.parse(new IPPoolSpec(null, namePrefix, List.of(range), null, null, List.of(), Map.of(), null));
    }

    private static IPPoolSpec spec(PoolRange... ranges) {
        return new IPPoolSpec(
                null, "net", List.of(ranges), ranges.length == 2 ? Integer.valueOf(24) : null, "10.0.0.254", List.of("8.8.8.8"), Map.of(), null);
    }
}
