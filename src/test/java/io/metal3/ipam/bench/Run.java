package io.metal3.ipam.bench;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Claims of one kind on one manager: what it took to serve them and to let them go.
 *
 * @param rate claims in a second, or 0 where they came as fast as it goes
 * @param serveCost of serving them alone
 * @param releaseCost of letting them go alone
 * @param peakMemory of the manager's process, in bytes
 */
record Run(
        ClaimKind kind,
        double rate,
        Step.Result serve,
        Cost serveCost,
        Step.Result release,
        Cost releaseCost,
        OptionalLong peakMemory) {

    /**
     * What a step has cost.
     *
     * @param manager processor time of the manager
     * @param requests all that the API server has counted
     */
    record Cost(Duration manager, Requests requests) {}
}
