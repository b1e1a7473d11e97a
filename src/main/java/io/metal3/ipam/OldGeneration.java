package io.metal3.ipam;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.util.List;
import javax.management.JMException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the old generation of the serial collector cleaned as soon as it holds half as much again as was live after the last time. By
 * itself that collector (of JDK 25) lets it grow until the heap is at its limit, which without a limit on the container is most of a node;
 * and whatever waits for some seconds, as claims do in a burst, is old by then, so it is garbage that it grows by. Other collectors are left
 * to themselves. Thread-safe.
 */
final class OldGeneration implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(OldGeneration.class);

    /** As the serial collector calls it, and no other. */
    private static final String SERIAL = "Tenured Gen";

    /** However little is live: what a cleaning costs then is worth no less garbage, in bytes. */
    private static final long SLACK = 32 << 20;

    /** One, or none where the collector is another. */
    private final List<MemoryPoolMXBean> pools =
            ManagementFactory.getMemoryPoolMXBeans().stream().filter(pool -> SERIAL.equals(pool.getName())).toList();

    private final NotificationEmitter memory = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
    private final NotificationListener listener = (notification, none) -> clean();

    /** Cleans the heap, whichever the collector, and looks after its old generation from now on. Everything stands still meanwhile. */
    void lookAfter() {
        clean();
        memory.addNotificationListener(listener, OldGeneration::isFull, null);
    }

    @Override
    public void close() {
        try {
            memory.removeNotificationListener(listener);
        } catch (JMException e) {
            LOGGER.debug("Nobody listens", e);
        }
    }

    private void clean() {
        System.gc();
        for (var pool : pools) {
            var usage = pool.getUsage();
            pool.setUsageThreshold(Math.min(usage.getMax(), usage.getUsed() + usage.getUsed() / 2 + SLACK));
        }
    }

    private static boolean isFull(Notification notification) {
        return MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED.equals(notification.getType());
    }
}
