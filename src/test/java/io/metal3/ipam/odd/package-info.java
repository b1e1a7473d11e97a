/**
 * Objects as nobody should write them, straight into a real API server: the manager tells what is wrong, goes on, and goes to rest.
 * A case is a file in {@code src/test/resources/odd-objects}; what files cannot say well is in {@code OddObjectsIT}, and what nobody
 * has thought of is for the dice of the {@code Fuzzer}.
 */
@NullMarked
package io.metal3.ipam.odd;

import org.jspecify.annotations.NullMarked;
