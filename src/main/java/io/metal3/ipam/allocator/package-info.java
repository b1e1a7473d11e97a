/**
 * Who has which number: the allocator, in memory and pure.
 *
 * <p>The truth is the IPAddress objects on the API server. {@link io.metal3.ipam.allocator.Allocator} is an index over
 * them, which may be thrown away at any time and built again from a list. It asks nobody, waits for nothing and reads
 * no clock; what it must know is told to it ({@code definePool}, {@code observe}, {@code forget}), and what it has
 * decided is an {@link io.metal3.ipam.allocator.AllocationResult}.
 *
 * <pre>
 *   Allocator                 the facade: namespace -> book
 *     NamespaceBook           one namespace, one lock
 *       Occupants             every object and reservation, by key, claim and pool
 *       Ledgers, Ledger       one used-set per namePrefix, shared by all pools that have it
 *       Pool                  one defined pool
 *         PoolSpace           its ranges and, as intervals, the numbers that are free in them (FreeRanges)
 *         WaitingRoom         its claims without a number, by age (WaitingLine) and by number
 *       WakeList              the claims to look at again, until somebody has been told
 * </pre>
 *
 * <p>A number is never listed and never scanned for: a change costs the logarithm of what is held, in a /30 as in
 * {@code ::/0}.
 */
@NullMarked
package io.metal3.ipam.allocator;

import org.jspecify.annotations.NullMarked;
