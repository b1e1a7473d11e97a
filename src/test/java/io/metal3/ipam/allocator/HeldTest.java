package io.metal3.ipam.allocator;

import io.metal3.ipam.ip.Address;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class HeldTest {

    private static final String UID = "6a1c1a0e-9c4f-4f2b-8a51-0f5d3c2b1a09";

    @Property(tries = 2_000)
    void remembersEveryObjectAsItWasTold(@ForAll("objects") AddressObject object, @ForAll("objects") AddressObject other) {
        var held = new Held(object, Origin.of(object));

        assertThat(held.object()).isEqualTo(object);
        assertThat(held.key()).isEqualTo(object.key());
        assertThat(held.uid()).isEqualTo(object.uid());
        assertThat(held.claim()).isEqualTo(object.claim());
        assertThat(held.pool()).isEqualTo(object.pool());
        assertThat(held.address()).isEqualTo(object.address());
        assertThat(held.objectName()).isEqualTo(object.objectName());
        assertThat(held.deleting()).isEqualTo(object.deleting());

        assertThat(held.hasKey(other.key())).isEqualTo(object.key().equals(other.key()));
        assertThat(held.isOf(other.claim())).isEqualTo(object.claim().equals(other.claim()));
        assertThat(held.hasUid(other.uid())).isEqualTo(object.uid().equals(other.uid()));
        assertThat(held.hasClaimUid(other.uid())).isEqualTo(other.uid().equals(object.claimUid()));
        assertThat(held.isAt(other.address())).isEqualTo(object.address().equals(other.address()));
        assertThat(held.isNamedAfter("p")).isEqualTo(object.isNamedAfter("p"));
    }

    @Test
    void keepsNoTextOfAnObjectThatIsLikeAllOthers() {
        var object = object("k", "p-10-0-0-1", UID, "10.0.0.1", "c", UID);
        var held = new Held(object, Origin.of(object));

        assertThat(held.object()).isNotSameAs(object);
        assertThat(held.origin().prefix()).isEqualTo("p");
    }

    @Provide
    Arbitrary<AddressObject> objects() {
        var addresses = Arbitraries.of("10.0.0.1", "0.0.0.0", "255.255.255.255", "fd00::1", "::", "1:2:3:4:5:6:7:8");
        var names = Arbitraries.oneOf(
                Arbitraries.of("p", "q-1", "-", "").flatMap(p -> addresses.map(a -> p + "-" + Address.parse(a).dashed())),
                Arbitraries.of("by-hand", "10-0-0-1", ""));
        var uids = Arbitraries.of(
                UID, UID.toUpperCase(Locale.ROOT), "00000000-0000-0000-0000-000000000000", "u", "",
                "1-1-1-1-1", "000000000000000000000000000000000000");
        return Combinators.combine(
                        Arbitraries.of("k", "l"),
                        names,
                        uids,
                        addresses,
                        Arbitraries.of("c", "", "cläim", "名", "a-claim-with-a-longer-name"),
                        uids.injectNull(0.3),
                        Arbitraries.of(true, false))
                .as((kind, name, uid, address, claim, claimUid, deleting) -> {
                    var object = object(kind, name, uid, address, claim, claimUid);
                    return deleting ? object.asDeleting() : object;
                });
    }

    private static AddressObject object(
            String kind, String name, String uid, String address, String claim, @Nullable String claimUid) {
        return new AddressObject(
                new ObjectKey(kind, "ns", name),
                uid,
                Address.parse(address),
                new PoolKey("ns", "pool"),
                new ClaimKey("IPClaim", "ns", claim),
                claimUid,
                false);
    }
}
