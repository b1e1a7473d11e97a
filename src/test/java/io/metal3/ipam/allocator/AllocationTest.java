package io.metal3.ipam.allocator;

import io.metal3.ipam.allocator.AllocationResult.Conflicting;
import io.metal3.ipam.allocator.AllocationResult.Exhausted;
import io.metal3.ipam.allocator.AllocationResult.Held;
import io.metal3.ipam.allocator.AllocationResult.NotInRange;
import io.metal3.ipam.allocator.AllocationResult.Promised;
import io.metal3.ipam.allocator.AllocationResult.Reserved;
import io.metal3.ipam.allocator.AllocationResult.SetAside;
import io.metal3.ipam.allocator.AllocationResult.Taken;
import io.metal3.ipam.allocator.AllocationResult.UnknownPool;
import io.metal3.ipam.ip.Address;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static io.metal3.ipam.allocator.World.aPool;
import static io.metal3.ipam.allocator.World.anObject;
import static io.metal3.ipam.allocator.World.ask;
import static io.metal3.ipam.allocator.World.capiClaim;
import static io.metal3.ipam.allocator.World.claim;
import static io.metal3.ipam.allocator.World.pool;
import static org.assertj.core.api.Assertions.assertThat;

/** What a claim is given, by the rules in their order. */
class AllocationTest {

    private final World world = new World();

    @Test
    void servesTheLowestFreeNumberOfTheFirstRangeThatHasOne() {
        world.define(aPool().range("10.0.0.5", "10.0.0.6").range("10.0.0.1", "10.0.0.2"));

        assertThat(List.of("a", "b", "c", "d")).map(world::number)
                .containsExactly("10.0.0.5", "10.0.0.6", "10.0.0.1", "10.0.0.2");
        assertThat(world.allocate("e")).isInstanceOf(Exhausted.class);

        world.giveBack("c");
        world.giveBack("b");
        world.allocator.withdraw(claim("e"));
        assertThat(world.number("f")).isEqualTo("10.0.0.6");
    }

    @Test
    void servesAnyNumberOfTheFirstRangeThatHasOneWhereTheStrategyIsRandom() {
        world.define(aPool().range("10.0.0.5", "10.0.0.12").range("10.0.0.1", "10.0.0.2").random());
        var numbers = new TreeSet<Address>();
        for (int i = 0; i < 8; i++) {
            numbers.add(Address.parse(world.number("c" + i)));
        }
        assertThat(numbers).hasSize(8);
        assertThat(numbers.first()).hasToString("10.0.0.5");
        assertThat(world.number("last")).isIn("10.0.0.1", "10.0.0.2");
    }

    @Test
    void choosesTheSameNumbersFromTheSameSeed() {
        assertThat(randomNumbers(1)).isEqualTo(randomNumbers(1)).isNotEqualTo(randomNumbers(2));
    }

    private static List<String> randomNumbers(int seed) {
        var allocator = new Allocator(new SplittableRandom(seed));
        allocator.definePool(pool("pool"), aPool().subnet("fd00::/64").random().build());
        return List.of("a", "b", "c").stream()
                .map(c -> ((Reserved) allocator.allocate(ask(c).request())).allocation().objectName())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"::/0", "0.0.0.0/0", "10.0.0.0/8", "fd00::/64", "fd00::/127", "10.0.0.0/31"})
    void servesFromARangeOfAnySize(String subnet) {
        for (AllocationStrategy strategy : AllocationStrategy.values()) {
            var own = new World();
            var pool = aPool().subnet(subnet);
            own.define(strategy == AllocationStrategy.RANDOM ? pool.random() : pool);

            assertThat(own.number("a")).isNotEqualTo(own.number("b"));
            own.bind("a");
            own.giveBack("b");
            assertThat(own.number("c")).isNotNull();
            assertThat(own.usage().allocated()).isEqualTo(2);
        }
    }

    @Test
    void givesNobodyAnAddressThatIsAnIpv4AddressInIpv6Clothes() {
        var above = Address.parse("::1:0:0:0");
        world.define(aPool().range("::fffe:ffff:ffff", above.toString()));

        assertThat(world.number("a")).isEqualTo("::fffe:ffff:ffff");
        assertThat(world.number("b")).isEqualTo("::1:0:0:0");
        assertThat(world.usage()).isEqualTo(new Usage(2, false, 0, 2, 0, 0));
    }

    @Test
    void neverChoosesWhatIsReservedInAnyRangeOrPromisedToAnyName() {
        world.define(aPool()
                .range("10.0.0.0", "10.0.0.4", "10.0.0.0", "10.0.0.9")
                .range("10.0.0.8", "10.0.0.10", "10.0.0.1")
                .preAllocation("x", "10.0.0.2"));

        assertThat(List.of("a", "b", "c", "d")).map(world::number)
                .containsExactly("10.0.0.3", "10.0.0.4", "10.0.0.8", "10.0.0.10");
        assertThat(world.allocate("e")).isInstanceOf(Exhausted.class);
    }

    @Test
    void takesTheSettingsFromTheFirstRangeThatHasTheAddress() {
        world.define(aPool().range("10.0.0.2", "10.0.0.3").range("10.0.0.1", "10.0.0.9"));

        assertThat(world.allocate(ask("a").requested("10.0.0.3"))).isInstanceOfSatisfying(Reserved.class,
                r -> assertThat(r.allocation().settings().prefix()).isEqualTo(0));
        assertThat(world.allocate(ask("b").requested("10.0.0.4"))).isInstanceOfSatisfying(Reserved.class,
                r -> assertThat(r.allocation().settings().prefix()).isEqualTo(1));
        assertThat(world.allocate(ask("c").remembered("10.9.9.9"))).isInstanceOfSatisfying(Reserved.class,
                r -> assertThat(r.allocation().settings()).isEqualTo(World.DEFAULTS));
    }

    @Test
    void reservesTheSameNumberAgainWhateverTheClaimAsksForNow() {
        world.define(aPool().subnet("10.0.0.0/24"));
        AllocationResult first = world.allocate("a");

        assertThat(world.allocate("a")).isEqualTo(first);
        assertThat(world.allocate(ask("a").requested("10.0.0.77"))).isEqualTo(first);
        assertThat(world.usage().allocated()).isEqualTo(1);
    }

    @Test
    void namesTheObjectAfterPrefixAndAddress() {
        world.define(aPool().range("fd00::", "fd00::1").prefix("net-1"));

        assertThat(world.allocate("a")).isInstanceOfSatisfying(Reserved.class,
                r -> assertThat(r.allocation().objectName()).isEqualTo("net-1-fd00--0"));
    }

    @Test
    void keepsClaimsOfTwoKindsApart() {
        world.define(aPool().range("10.0.0.1", "10.0.0.2"));

        assertThat(world.number(ask("a"))).isEqualTo("10.0.0.1");
        assertThat(world.number(ask("a").by(capiClaim("a")))).isEqualTo("10.0.0.2");
        world.bind("a");
        assertThat(world.allocate(ask("a").by(capiClaim("a")))).isInstanceOf(Reserved.class);
    }

    @Test
    void knowsNoPoolThatIsNotDefinedOrLiesInAnotherNamespace() {
        assertThat(world.allocate("a")).isEqualTo(new UnknownPool(pool("pool")));

        world.define(aPool().subnet("10.0.0.0/24"));
        var foreign = new ClaimKey("IPClaim", "other", "a");
        assertThat(world.allocate(ask("a").by(foreign))).isEqualTo(new UnknownPool(pool("pool")));
    }

    @ParameterizedTest
    @CsvSource({
        // uid of its claim, deleting, releasing: is it still the claim's?
        "uid-a, false, false, true",
        "older, false, false, true",
        "     , false, false, true",
        "uid-a, true,  false, true",
        "older, true,  false, false",
        "     , true,  false, false",
        "uid-a, false, true,  false",
        "older, false, true,  false",
    })
    void holdsAnObjectUnlessItIsOnItsWayOut(String claimUid, boolean deleting, boolean releasing, boolean held) {
        world.define(aPool().subnet("10.0.0.0/24"));
        var object = anObject("x").at("10.0.0.0").of("a");
        object = claimUid == null ? object : object.claimUid(claimUid);
        object = deleting ? object.deleting() : object;
        world.observe(object);
        if (releasing) {
            world.allocator.releasing(object.object().key(), object.object().uid());
            // A watch event that is older than our request to delete changes nothing.
            world.observe(object);
        }

        if (held) {
            assertThat(world.allocate("a")).isEqualTo(new Held(object.object()));
        } else {
            assertThat(world.number("a")).isEqualTo("10.0.0.1");
        }
    }

    @Test
    void prefersTheClaimsOwnObject() {
        world.define(aPool().subnet("10.0.0.0/24"));
        world.observe(anObject("x").at("10.0.0.1").of("a").claimUid("older"));
        world.observe(anObject("y").at("10.0.0.2").of("a").claimUid("uid-a").deleting());
        var own = anObject("z").at("10.0.0.3").of("a").claimUid("uid-a");
        world.observe(own);

        assertThat(world.allocate("a")).isEqualTo(new Held(own.object()));
        assertThat(world.allocator.objectsOf(claim("a"))).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.4, one of many",
        "10.0.0.1, a gateway that is promised on purpose",
    })
    void givesAPreAllocatedNumberToAClaimOfThatName(String number, String what) {
        world.define(aPool().range("10.0.0.1", "10.0.0.4", "10.0.0.1").preAllocation("a", number));

        assertThat(world.number("a")).as(what).isEqualTo(number);
    }

    @Test
    void givesAPreAllocatedNumberToTheFirstOfTwoClaimsOfThatName() {
        world.define(aPool().range("10.0.0.1", "10.0.0.4").preAllocation("a", "10.0.0.2"));

        assertThat(world.number(ask("a"))).isEqualTo("10.0.0.2");
        assertThat(world.allocate(ask("a").by(capiClaim("a"))))
                .isEqualTo(new Taken(Address.parse("10.0.0.2"), claim("a"), Wanted.PRE_ALLOCATED));
        assertThat(world.giveBack("a")).containsExactly(capiClaim("a"));
    }

    @Test
    void refusesAPreAllocationOutsideAllRanges() {
        world.define(aPool().range("10.0.0.1", "10.0.0.4").preAllocation("a", "10.0.0.5"));

        assertThat(world.allocate("a"))
                .isEqualTo(new NotInRange(Address.parse("10.0.0.5"), Wanted.PRE_ALLOCATED));
        assertThat(world.usage().waiting()).isZero();
    }

    @Test
    void refusesARequestThatContradictsThePreAllocation() {
        world.define(aPool().range("10.0.0.1", "10.0.0.4").preAllocation("a", "10.0.0.2"));

        assertThat(world.allocate(ask("a").requested("10.0.0.3")))
                .isEqualTo(new Conflicting(Address.parse("10.0.0.2"), Address.parse("10.0.0.3")));
        assertThat(world.number(ask("a").requested("10.0.0.2"))).isEqualTo("10.0.0.2");
    }

    @Test
    void givesARequestedNumberOnlyWhereItIsAnybodysToHave() {
        world.define(aPool().range("10.0.0.1", "10.0.0.4", "10.0.0.1").preAllocation("x", "10.0.0.2"));

        assertThat(world.allocate(ask("a").requested("10.0.0.9")))
                .isEqualTo(new NotInRange(Address.parse("10.0.0.9"), Wanted.REQUESTED));
        assertThat(world.allocate(ask("a").requested("10.0.0.1")))
                .isEqualTo(new SetAside(Address.parse("10.0.0.1"), Wanted.REQUESTED));
        assertThat(world.allocate(ask("a").requested("10.0.0.2")))
                .isEqualTo(new Promised(Address.parse("10.0.0.2"), "x"));
        assertThat(world.usage().waiting()).isZero();
        assertThat(world.number(ask("a").requested("10.0.0.4"))).isEqualTo("10.0.0.4");
        assertThat(world.allocate(ask("b").requested("10.0.0.4")))
                .isEqualTo(new Taken(Address.parse("10.0.0.4"), claim("a"), Wanted.REQUESTED));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.3,  free",
        "10.0.0.1,  reserved",
        "10.0.0.2,  promised to another",
        "10.9.9.9,  out of range",
    })
    void givesBackARememberedNumberWhateverItHasBecome(String number, String what) {
        world.define(aPool().range("10.0.0.1", "10.0.0.4", "10.0.0.1").preAllocation("x", "10.0.0.2"));

        assertThat(world.number(ask("a").remembered(number))).as(what).isEqualTo(number);
    }

    @Test
    void givesNothingElseToAClaimWhoseRememberedNumberIsTaken() {
        world.define(aPool().range("10.0.0.1", "10.0.0.4").preAllocation("a", "10.0.0.2"));
        assertThat(world.number(ask("b").requested("10.0.0.1"))).isEqualTo("10.0.0.1");

        assertThat(world.allocate(ask("a").remembered("10.0.0.1")))
                .isEqualTo(new Taken(Address.parse("10.0.0.1"), claim("b"), Wanted.REMEMBERED));
        assertThat(world.usage().waiting()).isEqualTo(1);
        assertThat(world.giveBack("b")).containsExactly(claim("a"));
        assertThat(world.number(ask("a").remembered("10.0.0.1"))).isEqualTo("10.0.0.1");
    }
}
