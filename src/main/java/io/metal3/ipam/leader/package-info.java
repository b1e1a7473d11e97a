/** How several managers agree on the one that acts. */
@NullMarked
package io.metal3.ipam.leader;

import org.jspecify.annotations.NullMarked;
