package io.metal3.ipam.move;

import io.metal3.ipam.controlplane.Clusterctl;
import io.metal3.ipam.testing.ClaimBuilder;
import io.metal3.ipam.testing.Kind;
import io.metal3.ipam.testing.TestNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import static io.metal3.ipam.testing.Builders.aCapiClaim;
import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Builders.anAddress;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Patience.within;

/** {@code clusterctl move} between two clusters, with a manager at work on each, as at a pivot. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterctlMoveIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private ManagementCluster here;
    private ManagementCluster there;
    private MoveCommand clusterctl;

    @BeforeAll
    void start(@TempDir Path folder) {
        switch (Clusterctl.locate()) {
            case Clusterctl.Missing(String why) -> {
                LoggerFactory.getLogger(ClusterctlMoveIT.class).warn("The tests of a move are skipped: {}", why);
                Assumptions.abort(why);
            }
            case Clusterctl.Found(Path program) -> {
                clusterctl = new MoveCommand(program, folder);
                var other = CompletableFuture.supplyAsync(ManagementCluster::start);
                here = ManagementCluster.start();
                there = other.join();
            }
        }
    }

    @AfterAll
    void end() {
        if (there != null) {
            here.close();
            there.close();
        }
    }

    @Test
    void thereAndBackEveryClaimKeepsItsAddressAndNothingIsLeftBehind() {
        var source = here.freshNamespace();
        var target = there.namespace(source.name());
        Estate.buildIn(source);

        move(here, source, there, target);
        assertThat(target.claim("waits-1")).hasNoAddress();
        var used = Holdings.in(target).numbers();
        assertThat(Stream.of("own", "shared", "free")
                        .map(pool -> number(target, aClaim("new-" + pool).of(pool).cluster(pool.equals("free") ? "two" : "one"))))
                .doesNotContainAnyElementsOf(used);

        Estate.running(target, "one");
        Estate.running(target, "two");
        move(there, target, here, source);
        assertThat(source.claim("waits-1")).hasNoAddress();
        theWaitingAreServedAsOthersLeave(source);
    }

    /** Which of those who wait: a move makes all claims anew, and so of one age. */
    private void theWaitingAreServedAsOthersLeave(TestNamespace namespace) {
        var freed = namespace.number("full-3");
        namespace.delete(Kind.CLAIM, "full-3");
        within(LIMIT, () -> assertThat(Holdings.in(namespace).byClaim())
                .anySatisfy((claim, held) -> {
                    assertThat(claim).contains(" waits-");
                    assertThat(held.number()).isEqualTo(freed);
                }));
    }

    /** What was being deleted on one side comes alive on the other: only there can it be told that its time has come. */
    @Test
    void aClaimThatWasBeingDeletedComesAliveAndCanBeReleased() {
        var source = here.freshNamespace();
        var target = there.namespace(source.name());
        source.create(aPool("free").range("10.3.0.1", "10.3.0.9"));
        source.addressFor(aClaim("leaves").of("free").withFinalizer(Estate.IN_USE));
        source.delete(Kind.CLAIM, "leaves");

        move(here, source, there, target);
        assertThat(target.claim("leaves")).isNotBeingDeleted();
        target.removeFinalizer(Kind.CLAIM, "leaves", Estate.IN_USE);
        target.delete(Kind.CLAIM, "leaves");

        within(LIMIT, () -> assertThat(Holdings.in(target).byClaim()).isEmpty());
        within(LIMIT, () -> assertThat(target.list(Kind.CLAIM)).isEmpty());
    }

    /** clusterctl makes whoever owns nothing and is owned by nobody first: that is those who wait, before those who have. */
    @Test
    void whoWaitsWithoutAClusterGetsNoNumberOfThoseThatAreStillOnTheirWay() {
        var source = here.freshNamespace();
        var target = there.namespace(source.name());
        source.create(aPool("full").range("10.4.0.1", "10.4.0.4"));
        var machine = source.create(new Metal3Object(Metal3Object.MACHINE, "one", Estate.cluster(source, "one")));
        for (int i = 0; i < 4; i++) {
            var data = source.create(new Metal3Object(Metal3Object.DATA, "one-" + i, machine));
            number(source, aClaim("one-" + i).of("full").cluster("one").ownedBy(data));
        }
        for (int i = 0; i < 10; i++) {
            source.create(aClaim("waits-" + i).of("full"));
        }
        within(LIMIT, () -> assertThat(source.pool("full")).hasCounts(4, 0, 4, 10));

        move(here, source, there, target);

        within(LIMIT, () -> assertThat(target.pool("full")).hasCounts(4, 0, 4, 10).isExhausted());
    }

    /** An owner by an old uid counts as one that is not moved, and keeps what it owns from being moved, without a word. */
    @Test
    void anAddressWhoseOwnersWereRestoredIsMovedAllTheSame() {
        var source = here.freshNamespace();
        var target = there.namespace(source.name());
        var machine = source.create(new Metal3Object(Metal3Object.MACHINE, "one", Estate.cluster(source, "one")));
        var pool = source.create(aPool("own").range("10.1.0.1", "10.1.0.9").cluster("one"));
        source.create(anAddress("10.1.0.5")
                .named("own-10-1-0-5")
                .of("own")
                .heldBy("a")
                .withOurFinalizer()
                // Of stale owners alone, the garbage collector would take it for rubbish.
                .ownedBy(machine)
                .ownedBy(pool, "5f0c5c8e-0000-4000-8000-000000000000"));
        source.create(aClaim("a").of("own").cluster("one").ownedBy(machine).withOurFinalizer());
        within(LIMIT, () -> assertThat(source.claim("a")).isBoundTo("own-10-1-0-5"));
        within(LIMIT, () -> assertThat(source.address("own-10-1-0-5"))
                .isOwnedBy(machine, source.pool("own"), source.claim("a")));

        move(here, source, there, target);
    }

    /** The one thing that a move leaves behind: what belongs to somebody who stays. */
    @Test
    void aClaimWhoseOwnerStaysKeepsItsAddressWhereItIs() {
        var source = here.freshNamespace();
        var target = there.namespace(source.name());
        source.create(aPool("free").range("10.3.0.1", "10.3.0.9"));
        var stays = source.create(new Metal3Object(Metal3Object.MACHINE, "stays", null));
        number(source, aClaim("moves").of("free"));
        var kept = number(source, aClaim("of-a-machine").of("free").ownedBy(stays));

        clusterctl.move(here, there, source.name());

        within(LIMIT, () -> assertThat(Holdings.told(target)).containsOnlyKeys("IPClaim moves"));
        assertThat(Holdings.everythingIn(source))
                .containsExactlyInAnyOrder(
                        "IPClaim of-a-machine", "IPAddress free-" + kept.replace('.', '-'), "Metal3Machine stays");
        assertThat(source.claim("of-a-machine")).isBoundTo("free-" + kept.replace('.', '-'));
        source.delete(Kind.CLAIM, "of-a-machine");
        within(LIMIT, () -> assertThat(Holdings.everythingIn(source)).containsExactly("Metal3Machine stays"));
    }

    /** The files are named by kind and name, without the group, so that two objects of one name might be written over each other. */
    @Test
    void throughAFolderEveryClaimKeepsItsAddress(@TempDir Path folder) throws IOException {
        var source = here.freshNamespace();
        var target = there.namespace(source.name());
        var machine = source.create(new Metal3Object(Metal3Object.MACHINE, "one", Estate.cluster(source, "one")));
        source.create(aPool("own").range("10.1.0.1", "10.1.0.200").cluster("one"));
        source.create(aPool("free").range("10.3.0.1", "10.3.0.200").random());
        for (int i = 0; i < 5; i++) {
            for (var pool : new String[] {"own", "free"}) {
                source.create(aClaim("twin-" + pool + i).of(pool).cluster("one").ownedBy(machine));
                source.create(aCapiClaim("twin-" + pool + i).of(pool).cluster("one").ownedBy(machine));
            }
            source.create(aClaim("alone-" + i).of("free"));
            source.create(aCapiClaim("alone-" + i).of("free"));
        }
        within(LIMIT, () -> assertThat(Holdings.told(source)).hasSize(30));

        try (var journey = new Journey(source, target)) {
            clusterctl.save(here, folder, source.name());
            clusterctl.restore(folder, there);

            journey.assertEveryClaimHasItsAddress();
            journey.assertNothingWasAllocatedMeanwhile();
        }
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1 + 1 + 2 + 30 + 30);
        }
        // A copy, not a move: nothing is taken away here.
        assertThat(Holdings.in(source)).isEqualTo(Holdings.in(target));
    }

    private void move(ManagementCluster from, TestNamespace source, ManagementCluster to, TestNamespace target) {
        try (var journey = new Journey(source, target)) {
            clusterctl.move(from, to, source.name());

            journey.assertEveryClaimHasItsAddress();
            journey.assertNothingIsLeftBehind();
            journey.assertNothingWasAllocatedMeanwhile();
        }
    }

    /** Creates a claim and returns its number; in the seconds after a move a pool may give none yet. */
    private static String number(TestNamespace namespace, ClaimBuilder claim) {
        var name = namespace.create(claim).getMetadata().getName();
        within(LIMIT, () -> assertThat(Holdings.told(namespace)).containsKey("IPClaim " + name));
        return namespace.number(name);
    }
}
