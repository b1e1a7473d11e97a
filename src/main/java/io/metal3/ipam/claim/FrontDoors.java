package io.metal3.ipam.claim;

import io.metal3.ipam.address.AddressKind;
import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.ClaimKey;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The front doors that are open, whatever their kind. As thread-safe as what tells them.
 *
 * @param open asked each time, since definitions may come later than the manager
 * @param unserved claims of a kind that may yet get a door
 */
public record FrontDoors(Supplier<Stream<FrontDoor<?, ?>>> open, Unserved unserved) implements Claimants {

    @Override
    public Optional<Claim> current(ClaimKey claim) {
        return open.get().flatMap(door -> door.current(claim).stream()).findFirst();
    }

    @Override
    public boolean isThere(AddressObject address) {
        return open.get().anyMatch(door -> door.current(address).isPresent());
    }

    @Override
    public Optional<String> madeFor(AddressObject address) {
        return open.get()
                .flatMap(door -> door.current(address).stream())
                .flatMap(now -> AddressKind.madeFor(now).stream())
                .findFirst();
    }

    @Override
    public Duration lookForNamesakes(AddressObject address) {
        // In this order: whoever takes it for granted after that moment that there is no claim of this kind has asked in vain.
        var rest = open.get()
                .filter(door -> door.isOfThisKind(address))
                .map(FrontDoor::untilKnown)
                .findFirst()
                .orElse(Absence.HOLDS);
        // Before the doors: one that is opened meanwhile is among them.
        if (unserved.isAny(rest.isPositive())) {
            return Absence.HOLDS;
        }
        boolean isAny = false;
        for (var door : open.get().filter(door -> !door.isOfThisKind(address)).toList()) {
            isAny |= door.lookForNamesake(address, rest.isPositive());
        }
        return isAny ? rest : Duration.ZERO;
    }
}
