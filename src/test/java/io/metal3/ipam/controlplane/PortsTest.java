package io.metal3.ipam.controlplane;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PortsTest {

    @Test
    void areDifferentAndBelowThoseForOutgoingConnections() {
        assertThat(Ports.free(20, new Random(1))).doesNotHaveDuplicates().allMatch(port -> port < 32_768);
    }

    @Test
    void areNotThoseThatSomebodyListensOn() throws IOException {
        int first = Ports.free(1, new Random(2)).getFirst();
        try (var taken = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
            assertThat(Ports.free(1, new Random(2))).doesNotContain(taken.getLocalPort());
        }
    }
}
