package io.metal3.ipam.allocator;

import io.metal3.ipam.allocator.AllocationResult.Exhausted;
import io.metal3.ipam.allocator.AllocationResult.Taken;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.metal3.ipam.allocator.World.aPool;
import static io.metal3.ipam.allocator.World.anObject;
import static io.metal3.ipam.allocator.World.ask;
import static io.metal3.ipam.allocator.World.claim;
import static io.metal3.ipam.allocator.World.pool;
import static org.assertj.core.api.Assertions.assertThat;

/** Who is served next, and who is told so. Each test is a story about a pool of two numbers, both in use. */
class WaitingTest {

    private final World world = new World();

    @BeforeEach
    void useUpThePool() {
        world.define(aPool().range("10.0.0.1", "10.0.0.2"));
        world.number("x");
        world.number("y");
    }

    @Test
    void servesTheOldestWaitingClaimFirst() {
        exhausted(ask("younger").created(2));
        exhausted(ask("older").created(1));

        assertThat(world.giveBack("x")).containsExactly(claim("older"));
        exhausted(ask("younger").created(2));
        exhausted(ask("newcomer").created(3));
        assertThat(world.number(ask("older").created(1))).isEqualTo("10.0.0.1");
        assertThat(world.giveBack("y")).containsExactly(claim("younger"));
    }

    @Test
    void servesClaimsOfOneAgeByTheirKeys() {
        exhausted(ask("b"));
        exhausted(ask("a"));

        assertThat(world.giveBack("x")).containsExactly(claim("a"));
    }

    @Test
    void tellsAsManyAsNumbersAreFreeAndEachOnce() {
        List.of("a", "b", "c").forEach(c -> exhausted(ask(c)));

        assertThat(world.giveBack("x")).containsExactly(claim("a"));
        assertThat(world.giveBack("y")).containsExactly(claim("b"));
        assertThat(world.giveBack("y")).isEmpty();
        assertThat(world.allocator.wakeUps(World.NAMESPACE)).isEmpty();
    }

    @Test
    void letsAYoungerClaimHaveWhatIsLeftOver() {
        exhausted(ask("a").created(1));
        world.giveBack("x");
        world.giveBack("y");

        assertThat(world.number(ask("newcomer").created(2))).isEqualTo("10.0.0.1");
        exhausted(ask("another").created(3));
        assertThat(world.number(ask("a").created(1))).isEqualTo("10.0.0.2");
    }

    @Test
    void tellsTheNextWhenTheOldestNoLongerWaits() {
        exhausted(ask("a").created(1));
        exhausted(ask("b").created(2));
        world.giveBack("x");

        assertThat(world.allocator.withdraw(claim("a"))).containsExactly(claim("b"));
        assertThat(world.usage().waiting()).isEqualTo(1);
    }

    @Test
    void tellsTheNextWhenTheOldestIsRefused() {
        exhausted(ask("a").created(1));
        exhausted(ask("b").created(2));
        world.giveBack("x");

        world.allocate(ask("a").created(1).requested("10.9.9.9"));
        assertThat(world.allocator.wakeUps(World.NAMESPACE)).containsExactly(claim("b"));
    }

    @Test
    void tellsTheNextWhenTheOldestNowWantsANumberThatIsHeld() {
        exhausted(ask("a").created(1));
        exhausted(ask("b").created(2));
        world.giveBack("x");

        assertThat(world.allocate(ask("a").created(1).requested("10.0.0.2"))).isInstanceOf(Taken.class);
        assertThat(world.allocator.wakeUps(World.NAMESPACE)).containsExactly(claim("b"));
    }

    @Test
    void tellsNobodyWhoseChanceHasPassed() {
        exhausted(ask("b").created(2));
        world.define("neighbour", aPool().range("10.0.0.1", "10.0.0.2"));
        world.define(aPool().range("10.0.0.1", "10.0.0.3"));
        world.observe(anObject("p-10-0-0-3").in("undefined"));

        assertThat(world.allocator.wakeUps(World.NAMESPACE)).isEmpty();
        exhausted(ask("b").created(2));
    }

    @Test
    void waitsForOneNumberBesideTheLine() {
        exhausted(ask("any").created(1));
        taken(ask("one").created(0).requested("10.0.0.2"));

        assertThat(world.giveBack("x")).containsExactly(claim("any"));
        assertThat(world.usage().waiting()).isEqualTo(2);
        assertThat(world.giveBack("y")).containsExactly(claim("one"));
        assertThat(world.number(ask("one").created(0).requested("10.0.0.2"))).isEqualTo("10.0.0.2");
    }

    @Test
    void letsOlderClaimsForAnyNumberGoBeforeTheOneWhoRequestsIt() {
        exhausted(ask("any").created(1));
        taken(ask("one").created(2).requested("10.0.0.2"));

        assertThat(world.giveBack("y")).containsExactly(claim("any"));
        exhausted(ask("one").created(2).requested("10.0.0.2"));
        assertThat(world.number(ask("any").created(1))).isEqualTo("10.0.0.2");
        taken(ask("one").created(2).requested("10.0.0.2"));
    }

    @Test
    void letsOnlyTheOldestOfThoseWhoRequestOneNumberStandInTheLine() {
        taken(ask("second").created(2).requested("10.0.0.1"));
        taken(ask("first").created(1).requested("10.0.0.1"));
        exhausted(ask("any").created(3));

        assertThat(world.giveBack("x")).containsExactly(claim("first"));
        exhausted(ask("second").created(2).requested("10.0.0.1"));
        assertThat(world.giveBack("y")).containsExactly(claim("any"));
        assertThat(world.allocator.withdraw(claim("first"))).containsExactly(claim("second"));
    }

    @Test
    void reservesAFormerNumberThatComesFreeBeforeAnOlderClaimForAnyNumberCanAsk() {
        exhausted(ask("older").created(1));
        taken(ask("former").created(2).remembered("10.0.0.1"));

        assertThat(world.giveBack("x")).containsExactly(claim("former"));
        exhausted(ask("older").created(1));
        taken(ask("newcomer").created(3).requested("10.0.0.1"));
        assertThat(world.number(ask("former").created(2).remembered("10.0.0.1"))).isEqualTo("10.0.0.1");
    }

    @Test
    void servesWhoHadANumberBeforeOlderOnesWhoRequestIt() {
        taken(ask("requests").created(1).requested("10.0.0.1"));
        taken(ask("former").created(2).remembered("10.0.0.1"));

        assertThat(world.giveBack("x")).containsExactly(claim("former"));
        taken(ask("requests").created(1).requested("10.0.0.1"));
    }

    @Test
    void passesAFormerNumberOnWhenItsClaimIsGone() {
        exhausted(ask("older").created(1));
        taken(ask("former").created(2).remembered("10.0.0.1"));
        world.giveBack("x");

        assertThat(world.giveBack("former")).containsExactly(claim("older"));
    }

    @Test
    void tellsTheNextForANumberWhenTheFirstDoesNotWantItAnyMore() {
        world.define(aPool().range("10.0.0.1", "10.0.0.2").preAllocation("a", "10.0.0.1"));
        taken(ask("a"));
        taken(ask("b").created(1).remembered("10.0.0.1"));

        assertThat(world.giveBack("x")).containsExactly(claim("a"));
        assertThat(world.allocator.withdraw(claim("a"))).containsExactly(claim("b"));
    }

    @Test
    void servesByAgeWhoeverOfThoseInLineAsksFirst() {
        List.of("a", "b", "c").forEach(c -> world.allocator.enqueue(pool("pool"), claim(c), created(c)));
        world.define(aPool().range("10.0.0.1", "10.0.0.4"));

        exhausted(ask("c").created(2));
        assertThat(world.number(ask("b").created(1))).isEqualTo("10.0.0.3");
        assertThat(world.number(ask("a").created(0))).isEqualTo("10.0.0.4");
    }

    private static Instant created(String claim) {
        return Instant.ofEpochSecond(claim.charAt(0) - 'a');
    }

    @Test
    void leavesAClaimThatWaitsForOneNumberWhereItIs() {
        taken(ask("a").requested("10.0.0.2"));
        world.allocator.enqueue(pool("pool"), claim("a"), Instant.EPOCH);

        assertThat(world.giveBack("x")).isEmpty();
    }

    @Test
    void takesTheWaitingClaimsAlongWhenThePoolIsDefinedAnew() {
        exhausted(ask("b").created(2));
        exhausted(ask("a").created(1));
        taken(ask("c").created(0).requested("10.0.0.1"));

        world.define(aPool().range("10.0.0.1", "10.0.0.3").prefix("new"));
        assertThat(world.usage().waiting()).isEqualTo(3);
        assertThat(world.allocator.wakeUps(World.NAMESPACE)).containsExactly(claim("a"));
        exhausted(ask("b").created(2));
        assertThat(world.giveBack("x")).containsExactly(claim("c"));
    }

    @Test
    void sendsTheWaitingClaimsAwayWhenThePoolIsGone() {
        exhausted(ask("a"));
        world.allocator.removePool(pool("pool"));
        assertThat(world.giveBack("x")).isEmpty();

        world.define(aPool().range("10.0.0.1", "10.0.0.2"));
        assertThat(world.usage().waiting()).isZero();
    }

    @Test
    void tellsTheClaimsOfAPoolWhoseNeighbourFreesItsNumbers() {
        world.define("neighbour", aPool().range("10.0.0.9", "10.0.0.9"));
        world.observe(anObject("hand-made").at("10.0.0.9"));
        exhausted(ask("a").in("neighbour"));

        // What it holds under a name that is not the address's is not counted once its network is unknown.
        world.allocator.removePool(pool("pool"));
        assertThat(world.allocator.wakeUps(World.NAMESPACE)).containsExactly(claim("a"));
    }

    private void exhausted(World.Ask ask) {
        assertThat(world.allocate(ask)).isInstanceOf(Exhausted.class);
    }

    private void taken(World.Ask ask) {
        assertThat(world.allocate(ask)).isInstanceOf(Taken.class);
    }
}
