package io.metal3.ipam.it;

import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aCapiAddress;
import static io.metal3.ipam.testing.Builders.aCapiClaim;
import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Builders.anAddress;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Kind.CAPI_CLAIM;
import static io.metal3.ipam.testing.Patience.eventually;

/**
 * Two claims have come with one number written on them, and each has an address of it when a manager begins. So a restore may bring it, or
 * managers leave it that led one after the other, where a request of the first was late.
 */
@ExtendWith(SiteExtension.class)
class SharedNumberIT {

    private static final String OBJECT = "pool-10-0-0-2";
    private static final String ANOTHER_LIFE = "5f0c5c8e-0000-4000-8000-000000000000";

    private final Site site;
    private final TestNamespace namespace;

    SharedNumberIT(Site site, TestNamespace namespace) {
        this.site = site;
        this.namespace = namespace;
    }

    @Test
    void whatWasMadeForAClaimThatHasNotBeenToldIsEndedAndTheClaimWaitsForItsNumber() {
        makePool();
        makeBoth(uid -> uid);
        tell();
        var manager = site.manager(namespace);
        try {
            eventually(() -> assertThat(namespace.claim("late"))
                    .isRefused("AddressNotAvailable")
                    .says("this claim had 10.0.0.2, which now IPAddressClaim told holds"));
            Assertions.assertThat(namespace.addresses()).containsExactly(OBJECT);

            namespace.delete(CAPI_CLAIM, "told");
            eventually(() -> assertThat(namespace.claim("late")).isBoundTo(OBJECT));
        } finally {
            manager.close();
        }
    }

    @Test
    void whatHasComeFromElsewhereIsLeftToWhoeverDeletesOneOfTheTwo() {
        makePool();
        makeBoth(uid -> ANOTHER_LIFE);
        tell();
        var manager = site.manager(namespace);
        try {
            eventually(() -> assertThat(namespace.claim("late"))
                    .isRefused("AddressNotAvailable")
                    .says("of IPAddressClaim told have one number, 10.0.0.2"));
            Assertions.assertThat(namespace.addresses()).containsExactly(OBJECT, OBJECT);

            namespace.delete(CAPI_CLAIM, "told");
            eventually(() -> assertThat(namespace.claim("late")).isBoundTo(OBJECT));
        } finally {
            manager.close();
        }
    }

    @Test
    void whatALateRequestMadeForAnEarlierClaimIsEndedAndTheClaimGetsTheNumberThatItHad() {
        makePool();
        makeLate("10.0.0.3", uid -> ANOTHER_LIFE);
        makeTold(uid -> uid);
        tell();
        var manager = site.manager(namespace);
        try {
            eventually(() -> assertThat(namespace.claim("late")).isBoundTo("pool-10-0-0-3"));
            Assertions.assertThat(namespace.addresses()).containsExactlyInAnyOrder(OBJECT, "pool-10-0-0-3");
        } finally {
            manager.close();
        }
    }

    @Test
    void nobodyIsToldBeforeThePoolIsThereThatSaysWhoElseMayHaveTheNumber() {
        makeBoth(uid -> ANOTHER_LIFE);
        var manager = site.manager(namespace);
        try {
            eventually(() -> assertThat(namespace.claim("late")).isWaiting("PoolNotFound"));
            Assertions.assertThat(namespace.told()).isEmpty();

            makePool();
            eventually(() -> Assertions.assertThat(namespace.told()).isNotEmpty());
            namespace.settle();
            Assertions.assertThat(namespace.told()).filteredOn(OBJECT::equals).hasSize(1);
        } finally {
            manager.close();
        }
    }

    private void makePool() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
    }

    private void tell() {
        namespace.patchStatus(CAPI_CLAIM, "told", "{\"status\": {\"addressRef\": {\"name\": \"" + OBJECT + "\"}}}");
    }

    /**
     * Makes the claims and their addresses.
     *
     * @param madeFor the uid of the claim that the address of a claim with this uid was made for
     */
    private void makeBoth(UnaryOperator<String> madeFor) {
        makeLate("10.0.0.2", madeFor);
        makeTold(madeFor);
    }

    private void makeLate(String remembered, UnaryOperator<String> madeFor) {
        var late = namespace.create(aClaim("late").remembering(remembered));
        namespace.create(anAddress("10.0.0.2")
                .named(OBJECT)
                .heldBy("late")
                .withOurFinalizer()
                .ownedBy(late)
                .allocatedFor(madeFor.apply(late.getMetadata().getUid())));
    }

    private void makeTold(UnaryOperator<String> madeFor) {
        var told = namespace.create(aCapiClaim("told").remembering("10.0.0.2"));
        namespace.create(aCapiAddress("10.0.0.2")
                .heldBy("told")
                .ownedBy(told)
                .allocatedFor(madeFor.apply(told.getMetadata().getUid())));
    }
}
