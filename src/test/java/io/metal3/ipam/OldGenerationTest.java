package io.metal3.ipam;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** In a JVM of its own, with the options of the image: that of the tests has another collector. */
class OldGenerationTest {

    private static final int MEGABYTE = 1 << 20;

    @Test
    void doesNotGrowByWhatHasWaitedAndIsDone() throws Exception {
        var burst = start(Burst.class);

        var most = Long.parseLong(new String(burst.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());

        assertThat(burst.waitFor()).isZero();
        assertThat(most).isBetween(Burst.WAITING_MEGABYTES, 10 * Burst.WAITING_MEGABYTES);
    }

    private static Process start(Class<?> program) throws IOException {
        return new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElse("java"),
                        "@config/image/jvm.options",
                        "-Xmx2g",
                        "-classpath",
                        System.getProperty("java.class.path"),
                        program.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** So much waits at any time, and far more has waited in the end. Prints the megabytes that the old generation has held at most. */
    static final class Burst {

        static final long WAITING_MEGABYTES = 40;
        private static final int ONE_WAITING = 10 * 1024;
        private static final int ALL = 1_600 * MEGABYTE / ONE_WAITING;

        private Burst() {}

        public static void main(String[] args) {
            var oldGeneration = new OldGeneration();
            oldGeneration.lookAfter();
            var waiting = new ArrayDeque<byte[]>();
            for (int i = 0; i < ALL; i++) {
                waiting.add(new byte[ONE_WAITING]);
                if (waiting.size() > WAITING_MEGABYTES * MEGABYTE / ONE_WAITING) {
                    waiting.remove();
                }
            }
            oldGeneration.close();
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> "Tenured Gen".equals(pool.getName()))
                    .forEach(pool -> System.out.println(pool.getPeakUsage().getUsed() / MEGABYTE));
        }
    }
}
