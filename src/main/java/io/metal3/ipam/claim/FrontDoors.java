package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.ClaimKey;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The front doors that are open, whatever their kind. As thread-safe as what tells them.
 *
 * @param open asked each time, since definitions may come later than the manager
 */
public record FrontDoors(Supplier<Stream<FrontDoor<?, ?>>> open) implements Claimants {

    @Override
    public Optional<Claim> current(ClaimKey claim) {
        return open.get().flatMap(door -> door.current(claim).stream()).findFirst();
    }

    @Override
    public boolean isThere(AddressObject address) {
        return open.get().anyMatch(door -> door.isThere(address));
    }

    @Override
    public void lookForNamesakes(AddressObject address) {
        open.get().forEach(door -> door.lookForNamesake(address));
    }
}
