/**
 * {@code clusterctl move}, the real one, between two control planes with a manager at work on each. What a move does, and which
 * test shows which of its hazards to be met, is told in {@code docs/moving.md}.
 */
@NullMarked
package io.metal3.ipam.move;

import org.jspecify.annotations.NullMarked;
