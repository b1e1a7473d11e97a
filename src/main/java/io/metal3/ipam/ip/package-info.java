/**
 * IP addresses, ranges and subnets as plain values.
 *
 * <p>An address is a family and an unsigned 128-bit number, never a text: {@code fd00::1}, {@code FD00:0::1} and
 * {@code fd00:0:0:0:0:0:0:1} are one {@link io.metal3.ipam.ip.Address}, and comparing, counting and stepping cost a
 * few machine instructions. Text is read once, at the edge, by {@link io.metal3.ipam.ip.Address#parse} and
 * {@link io.metal3.ipam.ip.Subnet#parse}, and written in the one canonical spelling of RFC 5952.
 *
 * <p>Everything here is immutable and free of side effects: no name is looked up, no interface of the machine is
 * asked. {@code java.net.InetAddress} is not used, because it may do both and because it reads texts that the API
 * server and the Go manager refuse.
 */
@NullMarked
package io.metal3.ipam.ip;

import org.jspecify.annotations.NullMarked;
