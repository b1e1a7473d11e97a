package io.metal3.ipam.controlplane;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Chooses free loopback ports.
 *
 * <p>They lie below the ports that the kernel gives to outgoing connections (32768 and up on Linux): while a server is
 * down in a fault test, its clients knock on its port all the time, and one that is given that very port as its own end
 * connects to itself and keeps the server from coming back.
 */
final class Ports {

    private static final int LOWEST = 20_000;
    private static final int END = 32_000;
    private static final int TRIES = 1_000;

    private Ports() {}

    /** As many different free ports as asked for. */
    static List<Integer> free(int count, RandomGenerator random) {
        var held = new ArrayList<ServerSocket>();
        try {
            for (int tried = 0; held.size() < count && tried < TRIES; tried++) {
                hold(random.nextInt(LOWEST, END), held);
            }
            if (held.size() < count) {
                throw new IllegalStateException("no free port between " + LOWEST + " and " + END);
            }
            return held.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            held.forEach(Ports::close);
        }
    }

    private static void hold(int port, List<ServerSocket> held) {
        try {
            held.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
        } catch (IOException taken) {
            // Somebody listens there: the next number will do.
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
