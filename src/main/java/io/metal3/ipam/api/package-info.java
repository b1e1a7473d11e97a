/**
 * The API as Java types, one package per version. What an object means is told in {@code crds/}; the types here carry data
 * and compute nothing.
 */
@NullMarked
package io.metal3.ipam.api;

import org.jspecify.annotations.NullMarked;
