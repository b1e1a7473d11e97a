package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.ClaimKey;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.ip.Address;
import io.metal3.ipam.testing.ClockByHand;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FrontDoorsTest {

    private static final AddressObject ADDRESS = new AddressObject(
            new ObjectKey("IPAddress", "ns", "p-10-0-0-1"),
            "uid",
            Address.parse("10.0.0.1"),
            new PoolKey("ns", "p"),
            new ClaimKey("IPClaim", "ns", "a"),
            null,
            false);

    private boolean isClosed = true;
    private boolean isAny;
    private final FrontDoors doors =
            new FrontDoors(Stream::of, new Unserved(() -> isClosed, () -> isAny, new ClockByHand()));

    @Test
    void haveEverybodyWaitAsLongAsThereAreClaimsThatNoneOfThemLeadsTo() {
        assertThat(doors.lookForNamesakes(ADDRESS)).isZero();

        isAny = true;
        assertThat(doors.lookForNamesakes(ADDRESS)).isEqualTo(Absence.HOLDS);

        isClosed = false;
        assertThat(doors.lookForNamesakes(ADDRESS)).isZero();
    }
}
