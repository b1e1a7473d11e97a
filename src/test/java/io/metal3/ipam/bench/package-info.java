/**
 * How fast the manager is: {@code mvn -Pbench}. A {@code Bench} brings up a control plane and runs, in processes of their own, the
 * manager as it is shipped and a {@code Loader} that makes claims and watches them being served; then the loader alone does the
 * same writes itself, which is as fast as this API server can be on this machine: the floor. What is told is how near the one
 * comes to the other.
 */
@NullMarked
package io.metal3.ipam.bench;

import org.jspecify.annotations.NullMarked;
