package io.metal3.ipam.bench;

import io.metal3.ipam.controlplane.ControlPlanes;
import io.metal3.ipam.controlplane.Purpose;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A benchmark too small to say anything about speed; what a claim costs in requests is the same for any number. */
class BenchIT {

    private static final int CLAIMS = 40;

    @TempDir
    private Path folder;

    @Test
    void countsThreeWritesAndNoReadForAClaimThatIsServedAndThreeForOneThatIsReleased() throws Exception {
        var options = new BenchOptions(
                List.of(CLAIMS), List.of(ClaimKind.values()), List.of(20.0), 2, CLAIMS, List.of(), folder);
        Report report;
        try (var plane = ControlPlanes.open(Purpose.TEST)) {
            report = Bench.measure(options, plane, Jvm.managerWithoutCache());
        }

        assertThat(report.floors()).hasSize(2 * ClaimKind.values().length);
        assertThat(report.runs()).hasSize(2 * ClaimKind.values().length).allSatisfy(run -> {
            assertThat(run.serve().count()).isEqualTo(CLAIMS);
            // One more is the user's, who makes the claim, and deletes it.
            assertThat(run.serveCost().requests().claimWrites()).isEqualTo(4 * CLAIMS);
            assertThat(run.releaseCost().requests().claimWrites()).isEqualTo(4 * CLAIMS);
            // The loader asks for the uid of the pool.
            assertThat(run.serveCost().requests().reads()).isEqualTo(1);
            assertThat(run.serve().p50()).isPositive().isLessThanOrEqualTo(run.serve().p99());
        });
        report.write(folder);
        assertThat(folder.resolve("bench.md")).content().contains("| IPClaim | 40 |", "| IPAddressClaim | 40 |", "3.00, 3.00");
        assertThat(folder.resolve("bench.svg")).content().startsWith("<svg").contains("40 released");
    }
}
