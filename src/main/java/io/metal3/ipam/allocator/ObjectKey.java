package io.metal3.ipam.allocator;

/**
 * Which IPAddress object.
 *
 * @param kind tells the API groups apart that both have an IPAddress; opaque here
 */
public record ObjectKey(String kind, String namespace, String name) {
}
