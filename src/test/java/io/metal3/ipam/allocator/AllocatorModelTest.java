package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import io.metal3.ipam.ip.AddressRange;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tuple;

import static org.assertj.core.api.Assertions.fail;

/**
 * Random steps against {@link AllocatorModel}, in a world so small that everybody is in everybody's way: 14 addresses,
 * 12 claims, 4 pools, 3 prefixes.
 */
class AllocatorModelTest {

    private static final String NAMESPACE = "ns";
    private static final List<String> KINDS = List.of("IPClaim", "IPAddressClaim");

    /** Like those of the API server, which are remembered as numbers; the others are not. */
    private static final String REAL_UID = "6a1c1a0e-9c4f-4f2b-8a51-0f5d3c2b1a09";

    /** The third is itself an address behind the first, up to a point: see {@link ObjectNames#readings}. */
    private static final List<String> PREFIXES = List.of("p", "q", "p-1-2-3-4");

    private static final List<PoolKey> POOLS =
            Stream.of("a", "b", "c", "d").map(n -> new PoolKey(NAMESPACE, n)).toList();

    @Property(tries = 1200)
    void agreesWithTheModelWhateverHappens(@ForAll("steps") List<Step> steps) {
        var comparison = new Comparison(NAMESPACE);
        for (int i = 0; i < steps.size(); i++) {
            try {
                comparison.take(steps.get(i));
            } catch (AssertionError | RuntimeException e) {
                fail("Step " + i + ", " + steps.get(i) + ": " + e.getMessage() + "\nafter\n  "
                        + String.join("\n  ", steps.subList(0, i).stream().map(Step::toString).toList()), e);
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Step> step = Arbitraries.frequencyOf(
                Tuple.of(30, Combinators.combine(claims(), uids(), pools(), ages(), seldom(addresses(), 0.3),
                        seldom(addresses(), 0.07)).as((c, u, p, a, requested, remembered) ->
                                new Step.Allocate(c, u, p, a, requested.orElse(null), remembered.orElse(null)))),
                Tuple.of(25, indexes().map(Step.AskAgain::new)),
                Tuple.of(12, Combinators.combine(indexes(), uids()).as(Step.Written::new)),
                Tuple.of(5, handMade().map(Step.HandMade::new)),
                Tuple.of(4, indexes().map(Step.MarkedDeleting::new)),
                Tuple.of(15, Combinators.combine(indexes(), Arbitraries.of(false, false, false, true))
                        .as(Step.Forget::new)),
                Tuple.of(3, indexes().map(Step.Releasing::new)),
                Tuple.of(1, indexes().map(Step.Staying::new)),
                Tuple.of(6, claims().map(Step.GiveBack::new)),
                Tuple.of(3, Combinators.combine(claims(), pools()).as(Step.GiveBackElsewhere::new)),
                Tuple.of(5, claims().map(Step.Withdraw::new)),
                Tuple.of(5, Combinators.combine(pools(), claims(), ages()).as(Step.Enqueue::new)),
                Tuple.of(5, Combinators.combine(pools(), definitions()).as(Step.Define::new)),
                Tuple.of(1, pools().map(Step.Remove::new)),
                Tuple.of(5, Arbitraries.just(new Step.WakeUps())));
        Arbitrary<List<Step>> first = definitions().list().ofSize(POOLS.size()).map(all ->
                IntStream.range(0, POOLS.size()).<Step>mapToObj(i -> new Step.Define(POOLS.get(i), all.get(i))).toList());
        return Combinators.combine(first, step.list().ofMaxSize(150).withSizeDistribution(RandomDistribution.uniform()))
                .as((a, b) -> Stream.concat(a.stream(), b.stream()).toList());
    }

    private static Arbitrary<PoolDefinition> definitions() {
        Arbitrary<Map<String, Address>> preAllocations = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.just(Map.of())),
                Tuple.of(1, Arbitraries.maps(names(), addresses()).ofMaxSize(2)));
        return Combinators.combine(prefixes(), ranges().list().ofMinSize(1).ofMaxSize(3),
                Arbitraries.of(AllocationStrategy.class), preAllocations)
                .as((prefix, ranges, strategy, promised) ->
                        new PoolDefinition(prefix, ranges, strategy, promised, settings(0)));
    }

    private static Arbitrary<PoolRange> ranges() {
        Arbitrary<Set<Address>> reserved = seldom(addresses(), 0.3).map(a -> a.map(Set::of).orElse(Set.of()));
        return Combinators.combine(addresses(), Arbitraries.integers().between(0, 3), reserved, indexes())
                .as((first, length, set, i) -> new PoolRange(range(first, length), settings(i), set));
    }

    private static AddressRange range(Address first, int length) {
        Address last = first;
        for (int i = 0; i < length && (first.low() & 0xf) + i < 7; i++) {
            last = last.next();
        }
        return new AddressRange(first, last);
    }

    private static RangeSettings settings(int index) {
        return new RangeSettings(index, null, List.of());
    }

    private static Arbitrary<AddressObject> handMade() {
        Arbitrary<ObjectKey> keys = Combinators.combine(Arbitraries.of(KINDS), objectNames())
                .as((kind, name) -> new ObjectKey(kind, NAMESPACE, name));
        return Combinators.combine(keys, uids(), addresses(), pools(), claims(), seldom(uids(), 0.7),
                Arbitraries.of(false, false, true))
                .as((key, uid, address, pool, claim, claimUid, deleting) ->
                        new AddressObject(key, uid, address, pool, claim, claimUid.orElse(null), deleting));
    }

    private static Arbitrary<String> objectNames() {
        return Arbitraries.oneOf(
                Arbitraries.of("hand", "made"),
                Combinators.combine(prefixes(), addresses()).as((p, a) -> p + "-" + a.dashed()));
    }

    /** 10.0.0.0 to 10.0.0.7, and a few of IPv6; the last two are one name, behind the right prefixes. */
    private static Arbitrary<Address> addresses() {
        List<Address> v4 = IntStream.range(0, 8).mapToObj(i -> Address.parse("10.0.0." + i)).toList();
        List<Address> v6 = IntStream.range(0, 4).mapToObj(i -> Address.parse("fd00::" + i)).toList();
        return Arbitraries.frequencyOf(
                Tuple.of(12, Arbitraries.of(v4)),
                Tuple.of(3, Arbitraries.of(v6)),
                Tuple.of(1, Arbitraries.of(Address.parse("5.6.7.8"), Address.parse("1:2:3:4:5:6:7:8"))));
    }

    private static Arbitrary<PoolKey> pools() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just(POOLS.get(0))),
                Tuple.of(2, Arbitraries.of(POOLS)));
    }

    private static Arbitrary<String> prefixes() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(PREFIXES.get(0))),
                Tuple.of(2, Arbitraries.of(PREFIXES)));
    }

    private static Arbitrary<ClaimKey> claims() {
        return Combinators.combine(Arbitraries.of(KINDS), names()).as((k, n) -> new ClaimKey(k, NAMESPACE, n));
    }

    private static Arbitrary<String> names() {
        return Arbitraries.of("c0", "c1", "c2", "c3", "c4", "c5");
    }

    private static Arbitrary<String> uids() {
        return Arbitraries.of("u1", "u2", REAL_UID, REAL_UID, REAL_UID);
    }

    private static Arbitrary<Integer> ages() {
        return Arbitraries.integers().between(0, 9);
    }

    private static Arbitrary<Integer> indexes() {
        return Arbitraries.integers().between(0, 20);
    }

    private static <T> Arbitrary<Optional<T>> seldom(Arbitrary<T> values, double share) {
        return values.optional(share);
    }
}
