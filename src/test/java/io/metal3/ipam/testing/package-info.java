/**
 * What the integration tests are written with. A test is given a {@link io.metal3.ipam.testing.TestNamespace} of its own, builds
 * objects with {@link io.metal3.ipam.testing.Builders}, waits with {@link io.metal3.ipam.testing.Patience} and looks at the answer
 * with {@link io.metal3.ipam.testing.IpamAssertions}. {@link io.metal3.ipam.testing.ManagerExtension} hands all of it out and has
 * a manager run meanwhile, under the shipped role.
 */
@NullMarked
package io.metal3.ipam.testing;

import org.jspecify.annotations.NullMarked;
