package io.metal3.ipam.pool;

import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.api.v1alpha1.PoolRange;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.kube.ClusterApi;
import io.metal3.ipam.testing.PoolBuilder;
import io.metal3.ipam.webhook.FieldError;
import io.metal3.ipam.webhook.Verdict;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static io.metal3.ipam.testing.Builders.aPool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class IPPoolAdmissionTest {

    private static final String NS = "ns";

    private final Allocator allocator = new Allocator(new Random(1));
    private final Pools pools = new Pools(allocator, key -> {});
    private boolean serves = true;
    private final IPPoolAdmission admission = new IPPoolAdmission(allocator, pools, object -> serves);

    static Stream<Arguments> bad() {
        return Stream.of(
                bad("start is none", aPool().range("10.0.0.300", "10.0.0.9"), "spec.pools[0].start"),
                bad("end before start", aPool().range("10.0.0.20", "10.0.0.10"), "spec.pools[0].end"),
                bad("end before start in the first group", aPool().range("fd01::1", "fd00::ffff"), "spec.pools[0].end"),
                bad("end before start in the last group", aPool().range("fd00::b", "fd00::a"), "spec.pools[0].end"),
                bad("neither start nor subnet", range(null, null, null, 24, null), "spec.pools[0]"),
                bad("no end", aPool().range("10.0.0.1", null), "spec.pools[0].end"),
                bad("subnet is none", aPool().subnet("10.0.0.0/33"), "spec.pools[0].subnet"),
                bad("two families", aPool().range("10.0.0.1", "fd00::1"), "spec.pools[0].end"),
                bad("end outside the subnet", range("10.0.0.1", "10.0.1.9", "10.0.0.0/24", null, null), "spec.pools[0].end"),
                bad("gateway is none", range("10.0.0.1", "10.0.0.9", null, null, "gw"), "spec.pools[0].gateway"),
                bad("gateway of another family", range("10.0.0.1", "10.0.0.9", null, null, "fd00::1"), "spec.pools[0].gateway"),
                bad("prefix too long", range("10.0.0.1", "10.0.0.9", null, 129, null), "spec.pools[0].prefix"),
                bad("no namePrefix", good().namePrefix(""), "spec.namePrefix"),
                bad("promised outside", good().preAllocation("a", "10.0.0.77"), "spec.preAllocations[a]"),
                bad(
                        "promised twice, in two spellings",
                        aPool().range("fd00::1", "fd00::9").preAllocation("a", "fd00::7").preAllocation("b", "FD00:0::7"),
                        "spec.preAllocations[b]"),
                bad("promised is none", good().preAllocation("a", "x"), "spec.preAllocations[a]"),
                bad("name server is none", good().dnsServers("8.8.8.8", "dns"), "spec.dnsServers[1]"),
                bad(
                        "all at once",
                        aPool().range("10.0.0.9", "10.0.0.1").subnet("x").dnsServers("y").preAllocation("a", "1.1.1.1"),
                        "spec.dnsServers[0]",
                        "spec.pools[0].end",
                        "spec.pools[1].subnet",
                        "spec.preAllocations[a]"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void refusesWithEveryField(String name, PoolBuilder pool, List<String> paths) {
        var verdict = admission.validateCreate(pool.in(NS));

        assertThat(verdict.errors()).extracting(FieldError::path).containsExactlyElementsOf(paths);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void letsInWhatArrivesFromElsewhereWithAWarning(String name, PoolBuilder pool, List<String> paths) {
        var served = pool.in(NS);
        served.getMetadata().setFinalizers(List.of(MetadataKeys.POOL_FINALIZER));
        var left = pool.annotated(ClusterApi.DELETE_FOR_MOVE_ANNOTATION, "").in(NS);
        var before = good().in(NS);

        for (var verdict : List.of(
                admission.validateCreate(served),
                admission.validateCreate(left),
                admission.validateUpdate(before, left))) {
            assertThat(verdict.errors()).filteredOn(e -> !e.path().equals("spec.namePrefix")).isEmpty();
            assertThat(verdict.warnings()).anyMatch(w -> w.startsWith(paths.get(paths.size() - 1) + ": "));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void letsAnOldFaultStay(String name, PoolBuilder pool, List<String> paths) {
        var before = pool.in(NS);
        var now = pool.cluster("c").in(NS);

        var verdict = admission.validateUpdate(before, now);

        assertThat(verdict.errors()).isEmpty();
        assertThat(verdict.warnings()).anyMatch(w -> w.startsWith(paths.get(0) + ": "));
        assertThat(admission.validateUpdate(before, before)).isEqualTo(Verdict.FINE);
    }

    @Test
    void letsAnOldFaultStayThatMovesInItsList() {
        var before = aPool().range("10.0.0.9", "10.0.0.1").in(NS);
        var now = aPool().range("10.0.1.1", "10.0.1.9").range("10.0.0.9", "10.0.0.1").in(NS);

        assertThat(admission.validateUpdate(before, now).errors()).isEmpty();
    }

    @Test
    void refusesANewFaultBesideAnOldOne() {
        var before = aPool().range("10.0.0.9", "10.0.0.1").in(NS);
        var now = aPool().range("10.0.0.9", "10.0.0.1").range("10.0.1.9", "10.0.1.1").in(NS);

        assertThat(admission.validateUpdate(before, now).errors())
                .extracting(FieldError::path)
                .containsExactly("spec.pools[1].end");
    }

    @Test
    void letsAPoolInDeletionBe() {
        var now = aPool().range("10.0.0.9", "10.0.0.1").namePrefix("other").in(NS);
        now.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");

        assertThat(admission.validateUpdate(good().in(NS), now).errors()).isEmpty();
        assertThat(admission.validateDelete(now)).isEqualTo(Verdict.FINE);
    }

    @Test
    void keepsTheNamePrefix() {
        assertThat(admission.validateUpdate(good().in(NS), good().namePrefix("other").in(NS)).errors())
                .extracting(FieldError::path)
                .containsExactly("spec.namePrefix");
    }

    @Test
    void refusesToLeaveOutAddressesInUseAndNamesThem() {
        hold("10.0.0.5", "b", "10.0.0.4", "a", "10.0.0.2", "stays", "192.168.0.1", "was-outside-before");
        var now = aPool().range("10.0.0.1", "10.0.0.3").in(NS);

        assertThat(admission.validateUpdate(good().in(NS), now).errors())
                .containsExactly(new FieldError(
                        "spec.pools",
                        "would leave out addresses in use: 10.0.0.4 (IPClaim a), 10.0.0.5 (IPClaim b); keep them in a range, or"
                                + " delete their claims first"));
    }

    @Test
    void namesTenOfManyAddressesInUse() {
        for (int i = 1; i <= 25; i++) {
            hold("10.0.0." + i, "claim-" + i);
        }
        var before = aPool().range("10.0.0.1", "10.0.0.30").in(NS);
        var message = admission
                .validateUpdate(before, aPool().range("10.0.1.1", "10.0.1.9").in(NS))
                .errors()
                .get(0)
                .message();

        assertThat(message).contains("10.0.0.10 (IPClaim claim-10) and 15 more").doesNotContain("10.0.0.11");
    }

    @Test
    void letsAddressesInUseChangeTheirRange() {
        hold("10.0.0.2", "a", "10.0.0.8", "b");
        var now = aPool().range("10.0.0.5", "10.0.0.50").range("10.0.0.1", "10.0.0.4").in(NS);

        assertThat(admission.validateUpdate(good().in(NS), now).errors()).isEmpty();
    }

    @Test
    void letsInWithAWarningWhenItDoesNotKnowWhatIsInUse() {
        hold("10.0.0.5", "b");
        serves = false;
        var verdict = admission.validateUpdate(good().in(NS), aPool().range("10.0.0.1", "10.0.0.3").in(NS));

        assertThat(verdict.errors()).isEmpty();
        assertThat(verdict.warnings()).anyMatch(w -> w.contains("was not checked"));
    }

    static Stream<Arguments> unwise() {
        return Stream.of(
                arguments("nothing to give", aPool(), "spec.pools: is empty"),
                arguments("gateway in range", range("10.0.0.1", "10.0.0.9", null, null, "10.0.0.1"), "the gateway 10.0.0.1 lies inside"),
                arguments("host bits", aPool().subnet("192.168.1.1/26"), "its first address given is 192.168.1.2"),
                arguments("endless", aPool().range("fd00::", "fd00::1:0:0:0"), "more than 2^32"),
                arguments("name server", good().dnsServers("fd00::53"), "dnsServers: fd00::53"),
                arguments("both families", good().range("fd00::1", "fd00::9"), "ranges of both families"),
                arguments("pool's gateway", good().gateway("fd00::1"), "spec.gateway: fd00::1"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unwise")
    void warnsOfWhatIsUnwise(String name, PoolBuilder pool, String warning) {
        var verdict = admission.validateCreate(pool.in(NS));

        assertThat(verdict.errors()).isEmpty();
        assertThat(verdict.warnings()).anyMatch(w -> w.contains(warning));
    }

    static Stream<Arguments> wise() {
        return Stream.of(
                arguments("plain", good()),
                arguments("gateway in a subnet", range(null, null, "10.0.0.0/24", null, "10.0.0.1")),
                arguments("subnet bounds a start", range("10.0.0.7", null, "10.0.0.1/24", null, null)),
                arguments("as large as IPv4", aPool().range("fd00::", "fd00::ffff:ffff")),
                arguments("name servers", good().dnsServers("8.8.8.8")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wise")
    void saysNothingOfWhatIsRight(String name, PoolBuilder pool) {
        assertThat(admission.validateCreate(pool.in(NS))).isEqualTo(Verdict.FINE);
    }

    @Test
    void warnsOfPoolsThatOverlap() {
        put(aPool("same").namePrefix("x").range("10.0.0.8", "10.0.0.50").in(NS));
        put(aPool("other").namePrefix("y").range("10.0.0.1", "10.0.0.1").in(NS));
        put(aPool("apart").namePrefix("x").range("10.0.1.1", "10.0.1.9").in(NS));
        put(aPool("elsewhere").namePrefix("x").range("10.0.0.1", "10.0.0.9").in("ns2"));
        var pool = good().namePrefix("x").in(NS);
        put(pool);

        assertThat(admission.validateCreate(pool).warnings())
                .hasSize(2)
                .anyMatch(w -> w.contains("10.0.0.8-10.0.0.9 is in IPPool same too, of the same namePrefix"))
                .anyMatch(w -> w.contains("10.0.0.1-10.0.0.1 is in IPPool other too, of another namePrefix"));
    }

    @Test
    void warnsOfAPromiseThatAnotherClaimHolds() {
        hold("10.0.0.5", "b", "10.0.0.6", "c");
        var pool = good().preAllocation("a", "10.0.0.5").preAllocation("c", "10.0.0.6").in(NS);

        assertThat(admission.validateCreate(pool).warnings())
                .singleElement()
                .asString()
                .contains("spec.preAllocations[a]: 10.0.0.5 is held by IPClaim b now");
    }

    private void put(IPPool pool) {
        pool.getMetadata().setUid("uid-" + pool.getMetadata().getName());
        pools.put(NS + "/" + pool.getMetadata().getName() + pool.getMetadata().getNamespace(), pool);
    }

    private void hold(String... addressesAndClaims) {
        for (int i = 0; i < addressesAndClaims.length; i += 2) {
            var address = Address.parse(addressesAndClaims[i]);
            allocator.observe(new AddressObject(
                    new ObjectKey("IPAddress", NS, "pool-" + address.dashed()),
                    "uid-" + address,
                    address,
                    new PoolKey(NS, "pool"),
                    new ClaimKey("IPClaim", NS, addressesAndClaims[i + 1]),
                    null,
                    false));
        }
    }

    private static PoolBuilder good() {
        return aPool().range("10.0.0.1", "10.0.0.9");
    }

    private static PoolBuilder range(
            @Nullable String start,
            @Nullable String end,
            @Nullable String subnet,
            @Nullable Integer prefix,
            @Nullable String gateway) {
        return aPool().range(new PoolRange(start, end, subnet, prefix, gateway, List.of()));
    }

    private static Arguments bad(String name, PoolBuilder pool, String... paths) {
        return arguments(name, pool, List.of(paths));
    }
}
