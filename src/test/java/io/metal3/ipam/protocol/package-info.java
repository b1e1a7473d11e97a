/**
 * The protocol as a whole, played through in small: the real allocator and the real classes of {@code claim} and {@code address},
 * two doors of them in each manager, over an API server that is a few maps. Every request to it is a point at which anything else
 * may happen first, so one thread runs at a time and a list of numbers decides what comes next. A run that breaks a promise is cut
 * down to the shortest story that still does.
 */
@NullMarked
package io.metal3.ipam.protocol;

import org.jspecify.annotations.NullMarked;
