package io.metal3.ipam.kube;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The threads that reconcile, behind a gate: work is taken in from the start and begun when the gate is opened, once every watch
 * has shown all there is. An allocator that knows half of the addresses must give out none. Thread-safe.
 */
public final class Gate extends ThreadPoolExecutor {

    private static final ThreadLocal<List<Runnable>> AFTERWARDS = ThreadLocal.withInitial(ArrayList::new);

    private final CountDownLatch opened = new CountDownLatch(1);

    public Gate(int threads) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named());
    }

    public void open() {
        opened.countDown();
    }

    public boolean isOpen() {
        return opened.getCount() == 0;
    }

    /** Nothing will ever be begun, if nothing was; else what is in work may come to its end. */
    public void closeUnlessOpen() {
        if (!isOpen()) {
            shutdownNow();
        }
    }

    /** Has this done when the work of this thread has come to its end, and the framework has come to its own. */
    static void afterwards(Runnable action) {
        AFTERWARDS.get().add(action);
    }

    @Override
    protected void beforeExecute(Thread thread, Runnable work) {
        try {
            opened.await();
        } catch (InterruptedException e) {
            // Stopped before it was ever opened: nothing may be begun any more.
            throw new CancellationException("the manager is stopping");
        }
    }

    @Override
    protected void afterExecute(Runnable work, @Nullable Throwable failure) {
        var actions = List.copyOf(AFTERWARDS.get());
        AFTERWARDS.get().clear();
        if (!isShutdown()) {
            actions.forEach(Runnable::run);
        }
    }

    private static ThreadFactory named() {
        var count = new AtomicInteger();
        return work -> {
            var thread = new Thread(work, "reconcile-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
