package io.metal3.ipam.leader;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.kube.Refusal;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands for election by a Lease, by the rules that client-go plays by, so that a Go manager may be one of the others.
 *
 * <p>Nobody trusts another's clock: a lease has run out when it has not changed for its duration by one's own clock. Whoever leads
 * counts from before he asks, the others from after they have seen it, and his deadline is shorter: so he has stopped before
 * another begins. Whoever has lost never stands again; the process is to end. Thread-safe.
 */
public final class LeaderElection implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(LeaderElection.class);
    private static final long RELEASE_SECONDS = 5;

    /** Who hears how it went; each at most once, on a thread of its own, which may take its time. */
    public interface Listener {
        void elected();

        void lost();
    }

    /**
     * The terms, the same for all who stand.
     *
     * @param lease so long nobody else may lead after a sign of life of the leader
     * @param renewDeadline so long after its last sign of life the leader stops by himself; shorter than the lease
     * @param retryPeriod how often he gives one, and the others look
     */
    public record Terms(Duration lease, Duration renewDeadline, Duration retryPeriod) {}

    private enum State {
        STANDING_BY,
        LEADING,
        ENDED
    }

    private final LeaseStore store;
    private final Terms terms;
    private final Listener listener;
    private final AtomicReference<State> state = new AtomicReference<>(State.STANDING_BY);
    private final ScheduledExecutorService turns = thread("leader-election");
    private final ScheduledExecutorService deadlines = thread("leader-deadline");
    private @Nullable AutoCloseable watch;

    /** By {@link System#nanoTime}; means something to the leader only. */
    private volatile long leadsUntil;

    // The rest belongs to the thread that takes the turns.
    private @Nullable LeaseSpec seen;
    private long seenAt;
    private @Nullable Lease own;

    /**
     * Prepares to stand; nothing happens before {@link #start}.
     *
     * @param client must give up within a fraction of the renew deadline, and try nothing twice
     * @param identity unlike anybody else's
     */
    public LeaderElection(KubernetesClient client, String namespace, String identity, Terms terms, Listener listener) {
        this.store = new LeaseStore(client, namespace, identity, terms.lease());
        this.terms = terms;
        this.listener = listener;
    }

    public synchronized void start() {
        LOGGER.info("Standing for election by Lease {}", store.name());
        watch = store.watch(this::nudge);
        turns.execute(this::turn);
    }

    /** Whether this one may write now. */
    public boolean leads() {
        return state.get() == State.LEADING && leadsUntil - System.nanoTime() > 0;
    }

    /** Steps down: when this returns another may lead. Whoever calls has stopped to write. */
    @Override
    public void close() {
        var before = state.getAndSet(State.ENDED);
        synchronized (this) {
            closeWatch();
        }
        try {
            if (before == State.LEADING) {
                turns.submit(this::release).get(RELEASE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.warn("The Lease could not be given back; it runs out in {}", terms.lease(), e);
        } finally {
            turns.shutdownNow();
            deadlines.shutdownNow();
        }
    }

    private void closeWatch() {
        if (watch != null) {
            try {
                watch.close();
            } catch (Exception e) {
                LOGGER.debug("The watch of the Lease did not close", e);
            }
        }
    }

    /** The Lease may have become free. */
    private void nudge() {
        if (state.get() == State.STANDING_BY) {
            try {
                turns.execute(this::tryOnce);
            } catch (RejectedExecutionException e) {
                LOGGER.debug("Too late: the election is over", e);
            }
        }
    }

    private void turn() {
        tryOnce();
        if (state.get() != State.ENDED) {
            var unused = turns.schedule(this::turn, untilNextTurn(), TimeUnit.NANOSECONDS);
        }
    }

    /** Not later than the moment at which the other's lease runs out. */
    private long untilNextTurn() {
        long period = terms.retryPeriod().toNanos();
        if (state.get() == State.LEADING || seen == null) {
            return period;
        }
        long left = seenAt + duration(seen).toNanos() - System.nanoTime();
        return left <= 0 ? period : Math.min(period, left + TimeUnit.MILLISECONDS.toNanos(1));
    }

    private void tryOnce() {
        try {
            if (state.get() != State.ENDED) {
                attempt();
            }
        } catch (KubernetesClientException e) {
            var refusal = Refusal.of(e);
            if (refusal == Refusal.CHANGED || refusal == Refusal.ALREADY_EXISTS) {
                LOGGER.debug("Somebody else was quicker", e);
            } else {
                LOGGER.atWarn().addKeyValue("error", e.getMessage()).log("The Lease {} could not be read or written; trying again", store.name());
            }
        } catch (RuntimeException e) {
            LOGGER.warn("The election went wrong; trying again", e);
        }
    }

    private void attempt() {
        long asked = System.nanoTime();
        var lease = store.read();
        if (lease.isEmpty()) {
            own = store.create();
            won(asked);
            return;
        }
        see(lease.get().getSpec());
        var holder = seen == null ? null : seen.getHolderIdentity();
        boolean isOurs = store.identity().equals(holder);
        if (state.get() == State.LEADING && !isOurs) {
            lose("another has the Lease: " + holder);
        } else if (isOurs || isFree(holder)) {
            own = store.take(lease.get());
            see(own.getSpec());
            won(asked);
        }
    }

    private void see(@Nullable LeaseSpec spec) {
        if (!Objects.equals(spec, seen)) {
            seen = spec;
            seenAt = System.nanoTime();
        }
    }

    private boolean isFree(@Nullable String holder) {
        return holder == null
                || holder.isEmpty()
                || seen == null
                || System.nanoTime() - seenAt > duration(seen).toNanos();
    }

    private Duration duration(LeaseSpec spec) {
        var seconds = spec.getLeaseDurationSeconds();
        return seconds == null ? terms.lease() : Duration.ofSeconds(seconds);
    }

    private void won(long asked) {
        leadsUntil = asked + terms.renewDeadline().toNanos();
        if (state.compareAndSet(State.STANDING_BY, State.LEADING)) {
            LOGGER.info("Elected by Lease {}", store.name());
            Thread.ofPlatform().daemon().name("elected").start(listener::elected);
            watchDeadline();
        }
    }

    /** On a thread of its own: a request that hangs must not hide that time is up. */
    private void watchDeadline() {
        long left = leadsUntil - System.nanoTime();
        if (left <= 0) {
            lose("no sign of life could be given for " + terms.renewDeadline());
        } else if (state.get() == State.LEADING) {
            var unused = deadlines.schedule(this::watchDeadline, left, TimeUnit.NANOSECONDS);
        }
    }

    private void lose(String why) {
        if (state.compareAndSet(State.LEADING, State.ENDED)) {
            LOGGER.error("The lead is lost: {}", why);
            Thread.ofPlatform().daemon().name("lost").start(listener::lost);
        }
    }

    private void release() {
        var lease = own;
        if (lease != null) {
            store.release(lease);
            LOGGER.info("Gave the Lease {} back", store.name());
        }
    }

    private static ScheduledExecutorService thread(String name) {
        return Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
