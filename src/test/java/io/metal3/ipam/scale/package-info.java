/**
 * How much the manager can hold, and how soon it works: its process as it is shipped, on an API server that is made up.
 *
 * <p>A real one takes an hour to be filled with a million objects, and gigabytes to hold them. {@link
 * io.metal3.ipam.scale.MadeUpApiServer} answers lists page by page with objects that it has written out before, and watches in which
 * nothing happens; so the manager is measured and not the server. What is shown by it is time and memory, nothing else.
 */
@NullMarked
package io.metal3.ipam.scale;

import org.jspecify.annotations.NullMarked;
