package io.metal3.ipam.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * What was asked of the API server, what became of it, and what its watches showed, in one order: to be read when a promise is broken.
 * Thread-safe.
 */
final class Journal implements AutoCloseable {

    /** How much of an object tells whose it is and which number it has. */
    private static final int ENOUGH = 700;

    private final Writer writer;

    private Journal(Writer writer) {
        this.writer = writer;
    }

    static Journal in(Path file) {
        try {
            Files.createDirectories(file.getParent());
            return new Journal(Files.newBufferedWriter(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Journal nobodyReads() {
        return new Journal(Writer.nullWriter());
    }

    /** A write is on its way. */
    void asked(Exchange exchange, Fault fault) {
        if (exchange.call().isWrite()) {
            tell(exchange.call() + " " + (fault instanceof Fault.None ? "" : fault) + " " + brief(exchange.text()));
        }
    }

    /** The real server has answered it. */
    void answered(Exchange exchange, Page answer) {
        if (exchange.call().isWrite()) {
            tell("  " + answer.code() + " to " + exchange.call() + " " + brief(answer.body().toString()));
        }
    }

    /** A watch has shown an object. */
    void shown(String action, Seen seen, long revision) {
        tell("  at " + revision + " " + action + " " + seen);
    }

    private static String brief(String text) {
        return text.length() > ENOUGH ? text.substring(0, ENOUGH) : text;
    }

    private synchronized void tell(String line) {
        try {
            writer.write(Instant.now() + " " + line + System.lineSeparator());
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
