package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A claim asks for its number.
 *
 * @param claimUid tells the claim from an earlier one of the same name, whose object may still be there
 * @param pool lies in the namespace of the claim; a pool of another namespace is unknown to it
 * @param created the age of the claim, by which it waits
 * @param requested the address that the claim asks for
 * @param remembered the address that the claim had before a move or a restore; it is the claim's own, and nothing
 *     else will do
 */
public record AllocationRequest(
        ClaimKey claim,
        String claimUid,
        PoolKey pool,
        Instant created,
        @Nullable Address requested,
        @Nullable Address remembered) {
}
