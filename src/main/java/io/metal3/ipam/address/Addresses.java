package io.metal3.ipam.address;

import io.metal3.ipam.allocator.Allocator;

/**
 * What is known of the addresses of one kind, together with the ways to learn more.
 *
 * @param allocator who holds what, and what is free
 * @param feed tells the allocator what the API server has shown
 * @param freshView asks the API server itself
 */
public record Addresses(Allocator allocator, AddressFeed<?> feed, FreshView<?> freshView) {}
