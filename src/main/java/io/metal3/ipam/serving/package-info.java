/** How an endpoint of the manager is reached: which address it listens at, and how it speaks TLS. */
@NullMarked
package io.metal3.ipam.serving;

import org.jspecify.annotations.NullMarked;
