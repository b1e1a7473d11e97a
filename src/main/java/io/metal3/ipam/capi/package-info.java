/**
 * The second front door: Cluster API's IPAddressClaim, served from the same pools by the same checks, the same allocator and the same
 * protocol as the Metal3 kinds. Only what differs is here: how its objects are read and written, and that its kinds may not be
 * installed, or not yet.
 */
@NullMarked
package io.metal3.ipam.capi;

import org.jspecify.annotations.NullMarked;
