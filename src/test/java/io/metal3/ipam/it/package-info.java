/**
 * The manager against a real API server, seen from outside: objects go in, objects come out. Each class is a chapter, each test a
 * sentence of what users may rely on.
 */
@NullMarked
package io.metal3.ipam.it;

import org.jspecify.annotations.NullMarked;
