package io.metal3.ipam.allocator;

import io.metal3.ipam.allocator.AllocationResult.Exhausted;
import io.metal3.ipam.allocator.AllocationResult.Reserved;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.metal3.ipam.allocator.World.aPool;
import static io.metal3.ipam.allocator.World.anObject;
import static io.metal3.ipam.allocator.World.ask;
import static io.metal3.ipam.allocator.World.claim;
import static io.metal3.ipam.allocator.World.objectKey;
import static io.metal3.ipam.allocator.World.pool;
import static org.assertj.core.api.Assertions.assertThat;

/** When a number is in use, and when it is free again. */
class UsedNumbersTest {

    private final World world = new World();

    @Test
    void sharesTheNumbersOfAPrefixAmongAllPoolsOfTheNamespace() {
        world.define("one", aPool().range("10.0.0.1", "10.0.0.2"));
        world.define("two", aPool().range("10.0.0.1", "10.0.0.3"));
        world.define("apart", aPool().range("10.0.0.1", "10.0.0.3").prefix("other"));
        world.allocator.definePool(new PoolKey("elsewhere", "one"), aPool().range("10.0.0.1", "10.0.0.2").build());

        assertThat(world.number(ask("a").in("one"))).isEqualTo("10.0.0.1");
        assertThat(world.number(ask("b").in("two"))).isEqualTo("10.0.0.2");
        assertThat(world.number(ask("c").in("apart"))).isEqualTo("10.0.0.1");
        assertThat(world.allocate(ask("d").in("one"))).isInstanceOf(Exhausted.class);
        assertThat(world.allocator.usage(new PoolKey("elsewhere", "one")).free()).isEqualTo(2);

        // A number that one pool gives back is free in the other.
        assertThat(world.giveBack("b")).containsExactly(claim("d"));
    }

    @ParameterizedTest
    @CsvSource({
        "p-10-0-0-1,    10.9.9.9,   pool,       10.0.0.2,   its name is taken",
        "p-10-0-0-1,    10.9.9.9,   undefined,  10.0.0.2,   whatever its pool",
        "hand-made,     10.0.0.1,   pool,       10.0.0.2,   its address is taken",
        "hand-made,     10.0.0.1,   undefined,  10.0.0.1,   not known whose network that is",
        "q-10-0-0-1,    10.9.9.9,   pool,       10.0.0.1,   another prefix",
        "p-10-0-0-01,   10.9.9.9,   pool,       10.0.0.1,   not how we would name it",
        "p-10-0-0-1-x,  10.9.9.9,   pool,       10.0.0.1,   not how we would name it",
    })
    void countsAnObjectByItsNameAndByItsAddress(String name, String address, String pool, String next, String why) {
        world.define(aPool().subnet("10.0.0.1/32").range("10.0.0.2", "10.0.0.9"));
        world.observe(anObject(name).at(address).in(pool).kind("ipam.cluster.x-k8s.io"));

        assertThat(world.number("a")).as(why).isEqualTo(next);
    }

    @Test
    void countsANameThatCanBeReadInTwoWaysInBoth() {
        world.define("short", aPool().range("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:9").prefix("a"));
        world.define("long", aPool().range("5.6.7.8", "5.6.7.10").prefix("a-1-2-3-4"));
        world.observe(anObject("a-1-2-3-4-5-6-7-8").in("undefined"));

        assertThat(world.number(ask("c").in("short"))).isEqualTo("1:2:3:4:5:6:7:9");
        // And so does the name that has just been given.
        assertThat(world.number(ask("d").in("long"))).isEqualTo("5.6.7.10");
    }

    @ParameterizedTest
    @CsvSource({"::, p---0", "::1, p---1", "fd00::, p-fd00--0", "::2:3:4:5:6:7, p---2-3-4-5-6-7", "1:2:3:4:5:6:7:8, p-1-2-3-4-5-6-7-8"})
    void readsIpv6AddressesOutOfNames(String address, String name) {
        world.define(aPool().range(address, address));
        world.observe(anObject(name).in("undefined"));

        assertThat(world.usage().free()).isZero();
    }

    @Test
    void countsTheObjectsOfAPoolByTheirAddressesWhileItIsDefined() {
        world.define("other", aPool().range("10.0.0.1", "10.0.0.2"));
        world.observe(anObject("hand-made").at("10.0.0.1"));
        assertThat(world.allocator.usage(pool("other")).free()).isEqualTo(2);

        world.define(aPool().range("10.0.0.8", "10.0.0.9"));
        assertThat(world.allocator.usage(pool("other")).free()).isEqualTo(1);
        assertThat(world.usage()).isEqualTo(new Usage(2, false, 2, 1, 0, 1));

        world.allocator.removePool(pool("pool"));
        assertThat(world.allocator.usage(pool("other")).free()).isEqualTo(2);
        assertThat(world.usage()).isEqualTo(new Usage(0, false, 0, 1, 0, 0));
        assertThat(world.allocator.objectsIn(pool("pool"))).hasSize(1);
    }

    @Test
    void countsWhatItHadBeforeUnderTheOldPrefixToo() {
        world.define(aPool().range("10.0.0.1", "10.0.0.2"));
        world.define("neighbour", aPool().range("10.0.0.1", "10.0.0.2"));
        world.number("a");
        world.bind("a");
        world.number("b");

        world.define(aPool().range("10.0.0.1", "10.0.0.2").prefix("new"));
        assertThat(world.usage().free()).isZero();
        assertThat(world.allocator.usage(pool("neighbour")).free()).isZero();
        assertThat(world.allocate("b")).isInstanceOfSatisfying(Reserved.class,
                r -> assertThat(r.allocation().objectName()).isEqualTo("p-10-0-0-2"));

        world.giveBack("b");
        assertThat(world.usage().free()).isEqualTo(1);
        assertThat(world.allocator.usage(pool("neighbour")).free()).isEqualTo(1);
    }

    @Test
    void freesANumberWhenTheLastOfThoseWhoHaveItIsGone() {
        world.define(aPool().range("10.0.0.1", "10.0.0.1"));
        AddressObject first = anObject("p-10-0-0-1").object();
        AddressObject second = anObject("hand-made").object();
        world.allocator.observe(first);
        world.allocator.observe(second);
        assertThat(world.allocate("a")).isInstanceOf(Exhausted.class);

        assertThat(world.forget(first)).isEmpty();
        assertThat(world.usage().free()).isZero();
        assertThat(world.forget(second)).containsExactly(claim("a"));
    }

    @Test
    void followsAnObjectThatChanges() {
        world.define(aPool().range("10.0.0.1", "10.0.0.2"));
        world.observe(anObject("x").at("10.0.0.1").of("a"));
        world.observe(anObject("x").at("10.0.0.2").of("b").uid("later"));

        assertThat(world.allocator.objectsOf(claim("a"))).isEmpty();
        assertThat(world.allocator.objectsOf(claim("b"))).hasSize(1);
        assertThat(world.number("c")).isEqualTo("10.0.0.1");
    }

    @Test
    void ignoresThatAnEarlierObjectOfThatNameIsGone() {
        world.define(aPool().range("10.0.0.1", "10.0.0.1"));
        world.observe(anObject("x").uid("later"));

        assertThat(world.allocator.forget(objectKey("x"), "earlier")).isEmpty();
        assertThat(world.allocator.object(objectKey("x"))).isPresent();
        assertThat(world.usage().free()).isZero();
    }

    @Test
    void turnsAReservationIntoTheObjectThatIsSeenForIt() {
        world.define(aPool().range("10.0.0.1", "10.0.0.2"));
        world.number("a");
        AddressObject object = world.bind("a");

        assertThat(world.allocator.reservationOf(claim("a"))).isEmpty();
        assertThat(world.usage()).isEqualTo(new Usage(2, false, 1, 1, 0, 0));
        assertThat(world.giveBack("a")).isEmpty();
        assertThat(world.usage().free()).isEqualTo(1);
        world.forget(object);
        assertThat(world.usage().free()).isEqualTo(2);
    }

    @Test
    void keepsTheNumberForAClaimThatHasLostItsObject() {
        world.define(aPool().range("10.0.0.1", "10.0.0.1"));
        world.number("a");
        AddressObject object = world.bind("a");
        assertThat(world.allocate("b")).isInstanceOf(Exhausted.class);

        assertThat(world.allocator.forgetButReserve(object.key(), object.uid())).isEmpty();

        assertThat(world.allocator.objectsOf(claim("a"))).isEmpty();
        assertThat(world.usage()).isEqualTo(new Usage(1, false, 0, 1, 1, 0));
        assertThat(world.number("a")).isEqualTo("10.0.0.1");
        assertThat(world.giveBack("a")).containsExactly(claim("b"));
    }

    @Test
    void keepsTheNumberOfALostObjectBesideOneThatItsClaimHasInAnotherPool() {
        world.define("one", aPool().range("10.0.0.1", "10.0.0.1"));
        world.define("two", aPool().range("10.0.0.2", "10.0.0.2"));
        world.number(ask("a").in("one"));
        AddressObject object = world.bind("a");
        world.number(ask("a").in("two").uid("a later one"));

        world.allocator.forgetButReserve(object.key(), object.uid());

        assertThat(world.allocate(ask("b").in("one"))).isInstanceOf(Exhausted.class);
        assertThat(world.allocate(ask("b").in("two"))).isInstanceOf(Exhausted.class);
    }

    @Test
    void keepsNoNumberForAnObjectThatIsNotTheOneKnown() {
        world.define(aPool().range("10.0.0.1", "10.0.0.1"));
        world.number("a");
        AddressObject object = world.bind("a");

        assertThat(world.allocator.forgetButReserve(object.key(), "earlier")).isEmpty();

        assertThat(world.allocator.object(object.key())).contains(object);
        assertThat(world.allocator.reservationOf(claim("a"))).isEmpty();
    }

    @Test
    void keepsNoNumberInAPoolThatIsNotDefined() {
        AddressObject object = anObject("p-10-0-0-1").of("a").object();
        world.allocator.observe(object);

        assertThat(world.allocator.forgetButReserve(object.key(), object.uid())).isEmpty();

        assertThat(world.allocator.reservationOf(claim("a"))).isEmpty();
    }

    @Test
    void keepsAReservationWhileItsClaimIsSeenWithAnotherNumber() {
        world.define(aPool().range("10.0.0.1", "10.0.0.2"));
        world.number("a");
        world.observe(anObject("p-10-0-0-2").at("10.0.0.2").of("a"));

        assertThat(world.allocator.reservationOf(claim("a"))).isPresent();
        assertThat(world.usage().free()).isZero();
        world.giveBack("a");
        assertThat(world.usage().free()).isEqualTo(1);
    }

    @Test
    void keepsAReservationInOnePoolWhileTheClaimAsksInAnother() {
        world.define("one", aPool().range("10.0.0.1", "10.0.0.2"));
        world.define("two", aPool().range("10.0.0.1", "10.0.0.2"));

        assertThat(world.number(ask("a").in("one"))).isEqualTo("10.0.0.1");
        assertThat(world.number(ask("a").in("two"))).isEqualTo("10.0.0.2");
        assertThat(world.allocator.reservationOf(claim("a"))).hasValueSatisfying(
                r -> assertThat(r.pool()).isEqualTo(pool("two")));
        world.giveBack("a");
        assertThat(world.allocator.usage(pool("one")).free()).isEqualTo(2);
    }

    @Test
    void givesBackWhatAClaimHasElsewhereAndKeepsWhatItHasInItsPool() {
        world.define("one", aPool().range("10.0.0.1", "10.0.0.1"));
        world.define("two", aPool().range("10.0.0.2", "10.0.0.2"));
        world.number(ask("a").in("one"));
        world.number(ask("a").in("two"));
        assertThat(world.allocate(ask("b").in("one"))).isInstanceOf(AllocationResult.Exhausted.class);

        GivenBack given = world.allocator.giveBack(claim("a"), number -> !number.pool().equals(pool("two")));
        assertThat(given).isEqualTo(new GivenBack(List.of(pool("one")), List.of(claim("b"))));
        assertThat(world.number(ask("b").in("one"))).isEqualTo("10.0.0.1");
        assertThat(world.allocator.reservationOf(claim("a"))).hasValueSatisfying(
                r -> assertThat(r.pool()).isEqualTo(pool("two")));
    }

    @Test
    void doesNotTakeOverWhatANamesakeLeftInAnotherPool() {
        world.define("one", aPool().range("10.0.0.1", "10.0.0.1"));
        world.define("two", aPool().range("10.0.0.2", "10.0.0.2"));
        world.observe(anObject("p-10-0-0-1").at("10.0.0.1").in("one").of("a").claimUid("of before"));

        assertThat(world.number(ask("a").in("two"))).isEqualTo("10.0.0.2");
        assertThat(world.allocator.usage(pool("one")).free()).isZero();
    }

    @Test
    void growsAndShrinksWhileInUse() {
        world.define(aPool().range("10.0.0.1", "10.0.0.4"));
        List.of("a", "b", "c", "d").forEach(c -> {
            world.number(c);
            world.bind(c);
        });

        world.define(aPool().range("10.0.0.3", "10.0.0.6", "10.0.0.4"));
        assertThat(world.usage()).isEqualTo(new Usage(3, false, 2, 4, 0, 2));
        assertThat(world.number("e")).isEqualTo("10.0.0.5");
    }

    @Test
    void countsAReservedNumberIntoTheCapacityOnlyIfItIsPreAllocated() {
        world.define(aPool().range("10.0.0.0", "10.0.0.7", "10.0.0.0", "10.0.0.7", "10.0.0.1", "10.9.9.9")
                .range("10.0.0.4", "10.0.0.9")
                .preAllocation("a", "10.0.0.1").preAllocation("b", "10.0.0.2"));

        assertThat(world.usage()).isEqualTo(new Usage(8, false, 6, 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({"fd00::/66, 4611686018427387904, false", "fd00::/65, 9223372036854775807, true", "::/0, 9223372036854775807, true"})
    void saysWhenThereAreMoreNumbersThanItCanSay(String subnet, long count, boolean overflow) {
        world.define(aPool().subnet(subnet));

        assertThat(world.usage()).isEqualTo(new Usage(count, overflow, count, 0, 0, 0));
    }
}
