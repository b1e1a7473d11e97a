package io.metal3.ipam.claim;

import io.metal3.ipam.address.Attention;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.kube.EventSink;
import java.time.Clock;

/**
 * What every front door shares with the others: one allocator, one view of pools and Clusters, one way to call for attention.
 *
 * @param alone whether leader election sees to it that no other manager is at work
 */
public record Surroundings(
        Allocator allocator,
        ClaimGatherer gatherer,
        Claimants claimants,
        Attention attention,
        EventSink events,
        Clock clock,
        ClaimObserver observer,
        boolean alone) {}
