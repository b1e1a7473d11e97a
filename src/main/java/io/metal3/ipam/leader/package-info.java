/**
 * How several managers agree on the one that acts.
 *
 * <p>Not by the client library's elector, for three reasons: it compares the clocks of different machines, so that two may lead when
 * they differ; it leaves the holder's name in a Lease that it gives back, so that a Go manager waits out the whole term; and it looks
 * for a free Lease only every now and then, where a watch shows it at once.
 *
 * <p>{@code LeaderElection} decides, {@code LeaseStore} asks and writes, {@code WriteFence} keeps a client from writing for somebody who
 * has lost.
 */
@NullMarked
package io.metal3.ipam.leader;

import org.jspecify.annotations.NullMarked;
