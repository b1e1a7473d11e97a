package io.metal3.ipam.kube;

import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Holds requests back to so many a second, by a bucket of tokens: whoever finds none takes the next that comes, and waits for it.
 * Thread-safe.
 */
public final class RequestPace implements Interceptor {

    private final double nanosPerRequest;
    private final double most;
    private final LongSupplier nanoClock;

    private double tokens;
    private long filled;

    /**
     * A full bucket.
     *
     * @param perSecond more than zero
     * @param burst how many tokens it holds
     */
    public RequestPace(double perSecond, int burst) {
        this(perSecond, burst, System::nanoTime);
    }

    RequestPace(double perSecond, int burst, LongSupplier nanoClock) {
        this.nanosPerRequest = TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.most = burst;
        this.nanoClock = nanoClock;
        this.tokens = burst;
        this.filled = nanoClock.getAsLong();
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        long until = System.nanoTime() + take();
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }

    /** How long to wait, in nanoseconds, for the token that is taken by this call. */
    synchronized long take() {
        long now = nanoClock.getAsLong();
        tokens = Math.min(most, tokens + (now - filled) / nanosPerRequest);
        filled = now;
        tokens--;
        return tokens >= 0 ? 0 : (long) (-tokens * nanosPerRequest);
    }
}
