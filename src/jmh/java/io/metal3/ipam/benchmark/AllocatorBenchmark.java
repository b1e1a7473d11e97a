package io.metal3.ipam.benchmark;

import io.metal3.ipam.allocator.AllocationRequest;
import io.metal3.ipam.allocator.AllocationResult;
import io.metal3.ipam.allocator.AllocationStrategy;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.Usage;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** Pairs that leave everything as it was, so that the number of held addresses stays what the parameter says. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xms2g", "-Xmx2g", "-XX:+UnlockExperimentalVMOptions", "-XX:+UseCompactObjectHeaders"})
public class AllocatorBenchmark {

    /** What is done to a pool that gives the lowest address. */
    public static class Sequential extends Ground {
        public Sequential() {
            super(AllocationStrategy.SEQUENTIAL);
        }
    }

    /** What is done to a pool that gives any address. */
    public static class AtRandom extends Ground {
        public AtRandom() {
            super(AllocationStrategy.RANDOM);
        }
    }

    /** The lowest free address is reserved, and given back. */
    @Benchmark
    public List<ClaimKey> allocateAndGiveBack(Sequential ground) {
        return allocateAndGiveBack(ground.allocator(), ground.nextRequest());
    }

    /** The same by chance. */
    @Benchmark
    public List<ClaimKey> allocateAtRandomAndGiveBack(AtRandom ground) {
        return allocateAndGiveBack(ground.allocator(), ground.nextRequest());
    }

    /** The same for an address that the claim names. */
    @Benchmark
    public List<ClaimKey> allocateRequestedAndGiveBack(Sequential ground) {
        return allocateAndGiveBack(ground.allocator(), ground.nextWish());
    }

    /** One of the held addresses, anywhere among them, is released, and found again as after a restart. */
    @Benchmark
    public List<ClaimKey> releaseAndRestore(Sequential ground) {
        var object = ground.nextObject();
        ground.allocator().forget(object.key(), object.uid());
        return ground.allocator().observe(object);
    }

    /** Of all there is in the pool. */
    @Benchmark
    public Usage counts(Sequential ground) {
        return ground.allocator().usage(ground.pool());
    }

    private static List<ClaimKey> allocateAndGiveBack(Allocator allocator, AllocationRequest request) {
        if (!(allocator.allocate(request) instanceof AllocationResult.Reserved)) {
            throw new IllegalStateException("Nothing is free.");
        }
        return allocator.giveBack(request.claim(), number -> true).claims();
    }
}
