/**
 * A pool: its spec becomes something one can allocate from, its counts become its status. {@code PoolParser} reads the spec,
 * {@code Pools} hands the result to the allocator the moment the watch shows it, {@code IPPoolReconciler} writes what belongs on
 * the object.
 */
@NullMarked
package io.metal3.ipam.pool;

import org.jspecify.annotations.NullMarked;
