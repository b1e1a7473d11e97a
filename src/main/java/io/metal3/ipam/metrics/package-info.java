/**
 * What the manager tells of itself to those who run it: whether it lives, whether it is ready, and its metrics. It reads the others; none
 * of them knows it.
 */
@NullMarked
package io.metal3.ipam.metrics;

import org.jspecify.annotations.NullMarked;
