package io.metal3.ipam.benchmark;

import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.AllocationRequest;
import io.metal3.ipam.allocator.AllocationStrategy;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.ip.Family;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A pool to be measured, and what is asked of it, prepared so that only the answer takes time. */
@State(Scope.Thread)
public abstract class Ground {

    /** So many places of the pool are touched that a processor does not keep them all; a power of two. */
    private static final int VARIETY = 1 << 14;

    @Param({"1000", "100000", "1000000"})
    private int held;

    @Param({"V4", "V6"})
    private Family family;

    @Param({"DENSE", "FRAGMENTED"})
    private Layout layout;

    private final AllocationStrategy strategy;
    private final AllocationRequest[] requests = new AllocationRequest[VARIETY];
    private final AllocationRequest[] wishes = new AllocationRequest[VARIETY];
    private final AddressObject[] objects = new AddressObject[VARIETY];
    private Holdings holdings;
    private Allocator allocator;
    private int turn;

    Ground(AllocationStrategy strategy) {
        this.strategy = strategy;
    }

    /** Fills the pool. */
    @Setup(Level.Trial)
    public void hold() {
        holdings = new Holdings(family, held, layout, strategy);
        allocator = holdings.allocator();
        var choice = new SplittableRandom(3);
        for (int i = 0; i < VARIETY; i++) {
            requests[i] = holdings.request(i);
            wishes[i] = holdings.request(i, holdings.free(choice.nextInt(held)));
            // As known, so that it can be forgotten by its uid.
            objects[i] = allocator.object(holdings.object(choice.nextInt(held)).key()).orElseThrow();
        }
    }

    Allocator allocator() {
        return allocator;
    }

    PoolKey pool() {
        return holdings.pool();
    }

    /** A claim that wants any address. */
    AllocationRequest nextRequest() {
        return requests[next()];
    }

    /** A claim that wants one address, which is free. */
    AllocationRequest nextWish() {
        return wishes[next()];
    }

    /** One of those that are held. */
    AddressObject nextObject() {
        return objects[next()];
    }

    private int next() {
        return turn++ & (VARIETY - 1);
    }
}
