package io.metal3.ipam.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one at a time fill the cache, so that two builds on a machine do not do the same work at once. A file lock holds
 * between processes only, hence the second lock between threads; the system drops both when the process dies.
 */
final class BuildLock {

    private static final Logger LOGGER = LoggerFactory.getLogger(BuildLock.class);
    private static final ReentrantLock IN_THIS_PROCESS = new ReentrantLock();

    private BuildLock() {}

    /** Waits until nobody else works under the lock, however long that takes, and then does the work. */
    static void whileHeld(Path file, Runnable work) {
        IN_THIS_PROCESS.lock();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                if (channel.tryLock() == null) {
                    LOGGER.info("Waiting for another process that fills the cache: it holds {}", file);
                    channel.lock();
                }
                work.run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            IN_THIS_PROCESS.unlock();
        }
    }
}
