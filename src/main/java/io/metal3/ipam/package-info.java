/**
 * The composition root of the manager.
 */
@NullMarked
package io.metal3.ipam;

import org.jspecify.annotations.NullMarked;
