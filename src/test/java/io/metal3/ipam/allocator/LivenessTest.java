package io.metal3.ipam.allocator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static io.metal3.ipam.allocator.World.aPool;
import static io.metal3.ipam.allocator.World.ask;
import static org.assertj.core.api.Assertions.assertThat;

/** Nobody is forgotten: a claim that asks once, and again only when it is told to, gets its number in the end. */
class LivenessTest {

    private static final int CLAIMS = 60;

    @Property(tries = 200)
    void servesEveryClaimThatActsOnlyWhenItIsTold(@ForAll long seed) {
        var random = new SplittableRandom(seed);
        var world = new World();
        world.define("one", aPool().range("10.0.0.1", "10.0.0.4").preAllocation("c7", "10.0.0.3"));
        world.define("two", aPool().range("10.0.0.3", "10.0.0.6").random());
        List<World.Ask> asks = asks(random);
        Queue<ClaimKey> told = new ArrayDeque<>(asks.stream().map(World.Ask::claim).toList());
        List<AddressObject> held = new ArrayList<>();
        var served = new HashSet<ClaimKey>();
        while (!told.isEmpty() || !held.isEmpty()) {
            if (!held.isEmpty() && (told.isEmpty() || random.nextInt(3) == 0)) {
                told.addAll(world.forget(held.remove(random.nextInt(held.size()))));
                continue;
            }
            ClaimKey claim = told.remove();
            World.Ask ask = asks.get(Integer.parseInt(claim.name().substring(1)));
            if (served.contains(claim)) {
                continue;
            }
            AllocationResult result = world.allocate(ask);
            told.addAll(world.allocator.wakeUps(World.NAMESPACE));
            if (result instanceof AllocationResult.Reserved && random.nextInt(4) > 0) {
                held.add(world.bind(claim.name()));
                served.add(claim);
            } else if (result instanceof AllocationResult.Reserved) {
                // The write has failed; it tries again.
                told.addAll(world.allocator.giveBack(claim, number -> true).claims());
                told.add(claim);
            }
        }
        assertThat(served).hasSize(CLAIMS);
    }

    private static List<World.Ask> asks(RandomGenerator random) {
        List<World.Ask> asks = new ArrayList<>();
        for (int i = 0; i < CLAIMS; i++) {
            boolean inOne = i == 7 || random.nextBoolean();
            World.Ask ask = ask("c" + i).in(inOne ? "one" : "two").created(random.nextInt(20));
            asks.add(switch (random.nextInt(i == 7 ? 1 : 4)) {
                case 1 -> ask.requested("10.0.0." + (inOne ? 1 + random.nextInt(2) : 4 + random.nextInt(3)));
                case 2 -> ask.remembered("10.0.0." + (1 + random.nextInt(8)));
                default -> ask;
            });
        }
        return asks;
    }
}
