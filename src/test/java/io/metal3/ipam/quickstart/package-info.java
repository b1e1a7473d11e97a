/**
 * A first look at the manager: {@code mvn -Pquickstart} brings up an API server, runs the manager against it, applies some pools
 * and claims, and shows who gets which address.
 *
 * <p>Reading order: {@code Quickstart} runs it all; {@code Options} and {@code Manifests} read what the user gives, {@code Lab}
 * is what runs; {@code Snapshot} is what there is to show, {@code Tables} the text of it, {@code Screen} where it goes, and
 * {@code Verdict} whether it is good.
 */
@NullMarked
package io.metal3.ipam.quickstart;

import org.jspecify.annotations.NullMarked;
