package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

import static io.metal3.ipam.allocator.World.aPool;
import static io.metal3.ipam.allocator.World.ask;
import static io.metal3.ipam.allocator.World.pool;
import static org.assertj.core.api.Assertions.assertThat;

class AllocatorConcurrencyTest {

    private static final int THREADS = 8;
    private static final int ROUNDS = 5_000;

    private final World world = new World();

    @Test
    void givesNoNumberToTwoAtOnce() throws InterruptedException, ExecutionException {
        world.define("one", aPool().range("10.0.0.1", "10.0.0.4").random());
        world.define("two", aPool().range("10.0.0.3", "10.0.0.6"));
        ConcurrentMap<Address, String> holders = new ConcurrentHashMap<>();
        List<Callable<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            String claim = "c" + i;
            String pool = i % 2 == 0 ? "one" : "two";
            tasks.add(() -> takeAndGiveBack(claim, pool, holders));
        }
        try (var executor = Executors.newFixedThreadPool(THREADS)) {
            for (Future<Integer> served : executor.invokeAll(tasks)) {
                assertThat(served.get()).isPositive();
            }
        }
        assertThat(world.allocator.usage(pool("one"))).isEqualTo(new Usage(4, false, 4, 0, 0, 0));
        assertThat(world.allocator.usage(pool("two"))).isEqualTo(new Usage(4, false, 4, 0, 0, 0));
    }

    private int takeAndGiveBack(String claim, String pool, ConcurrentMap<Address, String> holders) {
        int served = 0;
        for (int i = 0; i < ROUNDS; i++) {
            if (world.allocate(ask(claim).in(pool)) instanceof AllocationResult.Reserved(Allocation allocation)) {
                assertThat(holders.putIfAbsent(allocation.address(), claim)).isNull();
                assertThat(holders.remove(allocation.address())).isEqualTo(claim);
                world.allocator.giveBack(allocation.claim(), allocation::equals);
                served++;
            } else {
                world.allocator.withdraw(ask(claim).claim());
            }
        }
        return served;
    }
}
