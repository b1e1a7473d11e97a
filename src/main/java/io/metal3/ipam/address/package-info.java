/**
 * The answer as an object. IPAddress objects are the truth: the allocator is an index over them, fed by {@code AddressFeed} from
 * the watch and by our own writes. {@code IPAddressFactory} makes the object, {@code IPAddressApi} writes it,
 * {@code IPAddressReconciler} lets one go whose claim is gone.
 */
@NullMarked
package io.metal3.ipam.address;

import org.jspecify.annotations.NullMarked;
