package io.metal3.ipam.protocol;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Runs that know nothing of each other, as many at once as there are processors. Each is played in a virtual thread, as its strands
 * are: these hand over to one another in no time; from and to a platform thread it takes the help of the kernel.
 */
final class AtOnce {

    private AtOnce() {}

    /**
     * Plays so many runs, the first ones first. The first failure ends it, and is thrown.
     *
     * @param run plays the run of a number
     */
    static void forEach(long from, long count, LongConsumer run) {
        var next = new AtomicLong(from);
        var all = Stream.generate(() -> playOneAfterTheOther(next, from + count, run))
                .limit(Math.min(count, Runtime.getRuntime().availableProcessors()))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(all).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }

    private static CompletableFuture<?> playOneAfterTheOther(AtomicLong next, long end, LongConsumer run) {
        var done = new CompletableFuture<Void>();
        Thread.ofVirtual().start(() -> {
            try {
                for (long number; (number = next.getAndIncrement()) < end; ) {
                    run.accept(number);
                }
                done.complete(null);
            } catch (Throwable e) {
                next.set(end);
                done.completeExceptionally(e);
            }
        });
        return done;
    }
}
