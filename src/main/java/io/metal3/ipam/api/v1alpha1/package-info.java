/**
 * IPPool, IPClaim and IPAddress of {@code ipam.metal3.io/v1alpha1}.
 *
 * <p>Specs and statuses are records: a copy is as good as the original, and nobody changes what a cache holds. Lists and maps
 * are never null; everything else that a user may leave out is {@code @Nullable}. A field the schema requires is not, yet
 * nothing here checks that it is there: one odd object must not stop the watch that brings all the others.
 */
@NullMarked
package io.metal3.ipam.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
