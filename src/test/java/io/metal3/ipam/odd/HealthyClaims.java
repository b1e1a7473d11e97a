package io.metal3.ipam.odd;

import io.metal3.ipam.testing.Kind;
import io.metal3.ipam.testing.Patience;
import io.metal3.ipam.testing.TestNamespace;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

import static io.metal3.ipam.testing.Builders.aCapiClaim;
import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody in another namespace who gets an address and gives it back, all the time, by a claim of one kind and then of the other, and
 * minds if it takes long.
 */
final class HealthyClaims {

    /** Many times what is promised: this machine does other work too. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration PAUSE = Duration.ofMillis(200);

    private final TestNamespace namespace;
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicReference<Duration> slowest = new AtomicReference<>(Duration.ZERO);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread thread = new Thread(this::live, "healthy claims");
    private volatile boolean ended;

    HealthyClaims(TestNamespace namespace) {
        this.namespace = namespace;
        namespace.create(aPool().range("192.0.2.1", "192.0.2.254"));
        thread.setDaemon(true);
        thread.start();
    }

    /** Each was served, in time, and there were some. */
    void assertThatTheyAreServed() {
        assertThat(failure.get()).as("the claim that was not served").isNull();
        assertThat(served.get()).isPositive();
    }

    Duration slowest() {
        return slowest.get();
    }

    int served() {
        return served.get();
    }

    /** Returns when nothing more is asked. */
    void end() throws InterruptedException {
        ended = true;
        thread.join(PATIENCE.plus(PATIENCE).toMillis());
    }

    private void live() {
        try {
            for (int i = 0; !ended; i++) {
                var began = System.nanoTime();
                liveOnce("healthy-" + i, i % 2 == 0);
                var took = Duration.ofNanos(System.nanoTime() - began);
                slowest.accumulateAndGet(took, (a, b) -> a.compareTo(b) >= 0 ? a : b);
                served.incrementAndGet();
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        } catch (Throwable e) {
            failure.set(e);
        }
    }

    private void liveOnce(String claim, boolean ofMetal3) {
        if (ofMetal3) {
            namespace.create(aClaim(claim));
            Patience.within(PATIENCE, () -> assertThat(namespace.addressOf(claim)).isNotNull());
            namespace.delete(Kind.CLAIM, claim);
        } else {
            namespace.create(aCapiClaim(claim));
            Patience.within(PATIENCE, () -> OddSite.assertHasAddress(namespace.get(Kind.CAPI_CLAIM, claim)));
            namespace.delete(Kind.CAPI_CLAIM, claim);
        }
    }
}
