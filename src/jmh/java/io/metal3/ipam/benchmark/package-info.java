/**
 * What the core costs: {@code mvn -Pjmh}. Each figure is told, with what it was on one machine, in docs/performance.md.
 *
 * <pre>
 *   AllocatorBenchmark   how long each operation takes, with a thousand to a million addresses held
 *   HeldAddressSize      how many bytes each held address takes
 * </pre>
 */
package io.metal3.ipam.benchmark;
