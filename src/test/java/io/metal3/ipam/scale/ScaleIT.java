package io.metal3.ipam.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How soon a manager serves after its start, and how much memory it takes, by the number of addresses that it finds. What it saw is
 * printed, and written to {@code target/scale.txt}; docs/performance.md says what is to be expected. The limits here are wide: they
 * are for whoever breaks it, on whatever machine.
 *
 * <pre>
 *   -Dscale.addresses=N   so many addresses; else 20,000
 *   -Dscale.claims=N      so many of their claims; else as many
 *   and those of {@link ShippedProcess}
 * </pre>
 */
class ScaleIT {

    private static final int ADDRESSES = Integer.getInteger("scale.addresses", 20_000);
    private static final int CLAIMS = Integer.getInteger("scale.claims", ADDRESSES);

    @TempDir
    private Path folder;

    @Test
    void servesAClaimSoonAfterItsStart() throws Exception {
        run(new Population(0, 0), Duration.ofSeconds(60), 400);
    }

    @Test
    void servesAClaimOnceItKnowsEveryAddressHoweverManyThereAre() throws Exception {
        run(new Population(ADDRESSES, CLAIMS), Duration.ofSeconds(60 + ADDRESSES / 1_000), 400 + (ADDRESSES + CLAIMS) / 500);
    }

    private void run(Population population, Duration limit, long megabytes) throws Exception {
        try (var server = new MadeUpApiServer(population);
                var manager = ShippedProcess.start(server.address(), folder)) {
            long first;
            try {
                first = server.firstAddress().get(limit.toSeconds(), TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                throw new AssertionError("no claim was served within " + limit + "\n" + Files.readString(folder.resolve("manager.log")), e);
            }
            var took = manager.until(first);
            // Written a moment after the first claim, and the last thing that happens.
            server.poolReported().get(limit.toSeconds(), TimeUnit.SECONDS);
            tell(population, manager, took);
            assertThat(took).isLessThan(limit);
            if (OS.LINUX.isCurrentOs()) {
                assertThat(manager.resident().most()).isLessThan(megabytes);
            }
            // Finalizer, IPAddress, status; the pool's marks and status, again and again, because no watch shows that they are there.
            assertThat(server.writes()).isLessThan(30);
        }
    }

    private static void tell(Population population, ShippedProcess manager, Duration took) throws IOException {
        var memory = OS.LINUX.isCurrentOs()
                ? "resident " + manager.resident().now() + " MB, at most " + manager.resident().most() + " MB"
                : "";
        var line = "%,d addresses, %,d claims: first address given %.2f s after the start of the process; %s%n"
                .formatted(population.addresses(), population.claims(), took.toMillis() / 1_000.0, memory);
        System.out.print(line);
        var file = Path.of("target", "scale.txt");
        Files.writeString(
                file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
