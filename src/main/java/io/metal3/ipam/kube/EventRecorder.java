package io.metal3.ipam.kube;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Events, as best it can: they are for people to read, and must never hold up or slow down an allocation. One thread
 * writes them one by one; a namespace may write a burst and then a few a second; what comes faster, or finds the queue full, is
 * counted and dropped. The status of an object tells the same, and is never dropped.
 */
public final class EventRecorder implements EventSink, AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(EventRecorder.class);

    private static final String COMPONENT = "ip-address-manager";
    private static final int QUEUE = 1_000;
    private static final int BURST_PER_NAMESPACE = 25;
    private static final int PER_SECOND_AND_NAMESPACE = 5;
    /** Leaves room for what makes the name of an Event its own, within the 253 characters of a name. */
    private static final int MAX_NAME = 200;
    /** Allowances are dropped when there are so many: an idle namespace is then as good as new. */
    private static final int MAX_ALLOWANCES = 10_000;

    private final KubernetesClient client;
    private final Clock clock;
    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(QUEUE);
    private final Map<String, Allowance> allowances = new ConcurrentHashMap<>();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong sequence = new AtomicLong();
    private final Thread writer;

    public EventRecorder(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
        this.writer = new Thread(this::write, "events");
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public void normal(HasMetadata object, String reason, String message) {
        record(object, "Normal", reason, message);
    }

    @Override
    public void warning(HasMetadata object, String reason, String message) {
        record(object, "Warning", reason, message);
    }

    /** How many Events were not written. */
    public long dropped() {
        return dropped.get();
    }

    @Override
    public void close() {
        writer.interrupt();
    }

    private void record(HasMetadata object, String type, String reason, String message) {
        if (allowances.size() > MAX_ALLOWANCES) {
            allowances.clear();
        }
        var now = clock.instant();
        var allowed = allowances
                .computeIfAbsent(object.getMetadata().getNamespace(), n -> new Allowance(now))
                .take(now);
        if (!allowed || !queue.offer(event(object, type, reason, message, now))) {
            dropped.incrementAndGet();
        }
    }

    private Event event(HasMetadata object, String type, String reason, String message, Instant now) {
        var meta = object.getMetadata();
        var time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return new EventBuilder()
                .withNewMetadata()
                .withName(name(meta.getName(), now))
                .withNamespace(meta.getNamespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(object.getApiVersion())
                .withKind(object.getKind())
                .withNamespace(meta.getNamespace())
                .withName(meta.getName())
                .withUid(meta.getUid())
                .withResourceVersion(meta.getResourceVersion())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(message.length() <= 1_024 ? message : message.substring(0, 1_021) + "...")
                .withNewSource()
                .withComponent(COMPONENT)
                .endSource()
                .withReportingComponent(COMPONENT)
                .withFirstTimestamp(time)
                .withLastTimestamp(time)
                .withCount(1)
                .build();
    }

    private String name(String object, Instant now) {
        var start = object.length() <= MAX_NAME ? object : object.substring(0, MAX_NAME);
        // Where it was cut there may be a dot or a dash, after which no dot may follow.
        return start.replaceFirst("[.-]+$", "") + "." + Long.toHexString(now.toEpochMilli()) + "-" + sequence.incrementAndGet();
    }

    private void write() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                client.resource(queue.take()).create();
            } catch (RuntimeException e) {
                // Whatever it is, the next one may fare better; a client that was closed says it in a way of its own.
                dropped.incrementAndGet();
                LOGGER.debug("An Event was not written", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A bucket of tokens that fills by the clock. */
    private static final class Allowance {
        private double tokens = BURST_PER_NAMESPACE;
        private Instant filled;

        Allowance(Instant now) {
            filled = now;
        }

        synchronized boolean take(Instant now) {
            var elapsed = Math.max(0, ChronoUnit.MILLIS.between(filled, now));
            tokens = Math.min(BURST_PER_NAMESPACE, tokens + elapsed * PER_SECOND_AND_NAMESPACE / 1_000.0);
            filled = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }
}
