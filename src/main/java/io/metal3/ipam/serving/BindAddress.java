package io.metal3.ipam.serving;

import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where an endpoint listens, written as in Go: {@code :9440} for all interfaces, {@code 127.0.0.1:9440}, {@code [::1]:9440}.
 *
 * @param host the interface, or null for all
 * @param port zero for one that the system chooses
 */
public record BindAddress(@Nullable String host, int port) {

    private static final int MAX_PORT = 65_535;

    /** Reads an address; empty for {@code 0} or nothing, which turn an endpoint off. */
    public static Optional<BindAddress> parse(String text) {
        if (text.isEmpty() || text.equals("0")) {
            return Optional.empty();
        }
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("'" + text + "' has no port; write HOST:PORT, :PORT for all interfaces, or 0 for none");
        }
        var host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("'" + text + "' has an IPv6 address without brackets; write [HOST]:PORT");
        }
        return Optional.of(new BindAddress(host.isEmpty() ? null : host, port(text, text.substring(colon + 1))));
    }

    private static int port(String text, String digits) {
        try {
            int port = Integer.parseInt(digits);
            if (port >= 0 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("'" + text + "' has no port from 0 to " + MAX_PORT + " after its last colon");
    }

    public InetSocketAddress socket() {
        return host == null ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }
}
