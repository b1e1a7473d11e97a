package io.metal3.ipam.allocator;

/** Which pool. */
public record PoolKey(String namespace, String name) {
}
