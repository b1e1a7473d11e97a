package io.metal3.ipam.protocol;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work that stops at every request it makes until it is told what becomes of it. Whoever resumes it waits until it stops
 * again or has ended: so only one thread ever runs, and the order of all that happens is the order of the calls of {@link #resume}. One
 * strand may resume another.
 */
final class Strand {

    private static final ThreadLocal<Strand> CURRENT = new ThreadLocal<>();

    private final Thread thread;
    private volatile Thread resumedBy = Thread.currentThread();
    private volatile boolean running;
    private volatile boolean isAtARequest;
    private volatile boolean ended;
    private volatile Fate fate = Fate.DONE;
    private volatile Supplier<String> request = () -> "";
    private volatile @Nullable Throwable failure;

    Strand(Runnable work) {
        thread = Thread.ofVirtual().unstarted(() -> {
            CURRENT.set(this);
            try {
                work.run();
            } catch (Killed e) {
                // Its process has ended, and the work with it.
            } catch (Throwable e) {
                failure = e;
            } finally {
                ended = true;
                running = false;
                LockSupport.unpark(resumedBy);
            }
        });
    }

    /** The process has ended. */
    @SuppressWarnings("serial")
    static final class Killed extends Error {}

    /** The strand that this thread is, or null where it is none. */
    static @Nullable Strand current() {
        return CURRENT.get();
    }

    boolean hasEnded() {
        return ended;
    }

    /** Whether it waits for a request to be carried out, and not only to hear of it. */
    boolean isAtARequest() {
        return isAtARequest;
    }

    /** What it waits for. */
    Supplier<String> request() {
        return request;
    }

    /** Lets it run up to its next request, or to its end. */
    void resume(Fate next) {
        fate = next;
        resumedBy = Thread.currentThread();
        isAtARequest = false;
        running = true;
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        } else {
            LockSupport.unpark(thread);
        }
        while (running) {
            LockSupport.park(this);
        }
        var thrown = failure;
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw new IllegalStateException(thrown);
        }
    }

    /** Called by the work itself: waits to be told what becomes of a request. */
    Fate stopAt(Supplier<String> what) {
        isAtARequest = true;
        return stop(what);
    }

    /** Likewise: waits to hear of what has been carried out. */
    Fate awaitAnswer(Supplier<String> what) {
        return stop(what);
    }

    private Fate stop(Supplier<String> what) {
        request = what;
        running = false;
        LockSupport.unpark(resumedBy);
        while (!running) {
            LockSupport.park(this);
        }
        return fate;
    }
}
