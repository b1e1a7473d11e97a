/**
 * What happens when everything around the manager breaks: {@link io.metal3.ipam.faults.ChaosIT} puts a
 * {@link io.metal3.ipam.faults.FaultyApiServer} between the manager and the API server, breaks the servers behind it as well, and has
 * clients make and delete claims all the while. An {@link io.metal3.ipam.faults.Oracle}, which knows nothing of the manager and sees
 * what the API server stores, judges it by the {@link io.metal3.ipam.faults.Annals}.
 */
@NullMarked
package io.metal3.ipam.faults;

import org.jspecify.annotations.NullMarked;
