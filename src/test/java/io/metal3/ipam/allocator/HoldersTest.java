package io.metal3.ipam.allocator;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.metal3.ipam.allocator.World.aPool;
import static io.metal3.ipam.allocator.World.anObject;
import static io.metal3.ipam.allocator.World.claim;
import static org.assertj.core.api.Assertions.assertThat;

/** One number on several objects: an accident, and known as such. */
class HoldersTest {

    private final World world = new World();
    private final AddressObject first = anObject("p-10-0-0-1").of("a").object();
    private final AddressObject second = anObject("p-10-0-0-1").of("b").kind("ipam.cluster.x-k8s.io").object();

    @BeforeEach
    void bothAreSeen() {
        world.define(aPool().range("10.0.0.1", "10.0.0.3"));
        world.allocator.observe(first);
        world.allocator.observe(second);
    }

    @Test
    void areToldInTheOrderInWhichTheyGotTheNumber() {
        assertThat(world.allocator.holders(second).objects()).containsExactly(first, second);
    }

    @Test
    void keepTheirOrderWhenOneOfThemChanges() {
        world.allocator.observe(first.asDeleting());

        assertThat(world.allocator.holders(first).objects()).containsExactly(first.asDeleting(), second);
        assertThat(world.usage()).isEqualTo(new Usage(3, false, 2, 2, 0, 0));

        world.allocator.observe(second.asDeleting());
        assertThat(world.allocator.holders(first).objects()).containsExactly(first.asDeleting(), second.asDeleting());
    }

    @Test
    void areOnlyThoseWhoHaveTheVeryNumber() {
        world.observe(anObject("p-10-0-0-1-by-hand").at("10.0.0.2"));
        world.observe(anObject("p-10-0-0-3").at("10.9.9.9"));

        assertThat(world.allocator.holders(anObject("x").at("10.0.0.3").object()).objects()).isEmpty();
        assertThat(world.allocator.holders(first).objects()).containsExactly(first, second);
    }

    @Test
    void areThoseTooForWhomTheNumberIsReserved() {
        world.allocator.forgetButReserve(first.key(), first.uid());

        assertThat(world.allocator.holders(second).objects()).containsExactly(second);
        assertThat(world.allocator.holders(second).reservations())
                .containsExactly(world.allocator.reservationOf(claim("a")).orElseThrow());
    }

    @Test
    void areFewerWhenOneIsBeingEnded() {
        world.allocator.releasing(second.key(), second.uid());

        assertThat(world.allocator.holders(first).objects()).containsExactly(first);
        assertThat(world.allocator.holders(second).objects()).containsExactly(first, second);
    }

    @Test
    void areAsManyAsBeforeWhenWhatWasToBeEndedStays() {
        world.allocator.releasing(second.key(), second.uid());
        world.allocator.staying(second.key(), second.uid());

        assertThat(world.allocator.holders(first).objects()).containsExactly(first, second);
        assertThat(world.allocator.objectsOf(second.claim())).containsExactly(second);
    }

    @Test
    void areAsManyAsBeforeWhenWhatIsBeingEndedHasLeftItsNameToALaterOne() {
        var later = anObject("p-10-0-0-1").of("b").kind("ipam.cluster.x-k8s.io").uid("later").object();
        world.allocator.observe(later);

        world.allocator.releasing(second.key(), second.uid());

        assertThat(world.allocator.holders(first).objects()).containsExactly(first, later);
        assertThat(world.allocator.forget(second.key(), second.uid())).isEmpty();
        assertThat(world.allocator.holders(first).objects()).containsExactly(first, later);
    }

    @Test
    void freeTheNumberWhenTheLastOneGoes() {
        world.forget(first);
        assertThat(world.number("c")).isEqualTo("10.0.0.2");

        world.forget(second);
        assertThat(world.number("d")).isEqualTo("10.0.0.1");
    }

    @Test
    void reserveNothingForTheClaimOfOneThatWasEnded() {
        world.allocator.releasing(second.key(), second.uid());

        world.allocator.forgetButReserve(second.key(), second.uid());

        assertThat(world.allocator.reservationOf(claim("b"))).isEmpty();
    }
}
