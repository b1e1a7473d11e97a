package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.AddressObject;
import io.metal3.ipam.allocator.ObjectKey;
import io.metal3.ipam.allocator.PoolKey;
import io.metal3.ipam.ip.Address;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.metal3.ipam.claim.Claims.aClaim;
import static org.assertj.core.api.Assertions.assertThat;

class FormerAddressTest {

    private static final String NUMBER = "ipam.metal3.io/allocated-address";
    private static final String FOR = "ipam.metal3.io/allocated-for";
    private static final String GIVEN_UP = "ipam.metal3.io/given-up";

    private final Claim claim = aClaim().with(Claims.FINALIZER).make();

    @Test
    void anObjectThatIsGivenUpStaysSoWhenItsNumberIsChosenOnceMore() {
        var first = anObject("10.0.0.1", "uid-1");
        var later = anObject("10.0.0.1", "uid-2");

        var givenUp = written(claim, FormerAddress.givenUp(claim, first));
        var chosenAgain = written(givenUp, Map.of(NUMBER, "10.0.0.1", FOR, claim.uid()));

        assertThat(FormerAddress.isGivenUp(chosenAgain, first)).isTrue();
        assertThat(FormerAddress.isGivenUp(chosenAgain, later)).isFalse();
        assertThat(FormerAddress.chosen(chosenAgain)).contains(Address.parse("10.0.0.1"));
    }

    @Test
    void aNumberThatIsGivenUpIsNoChoice() {
        var chosen = written(claim, Map.of(NUMBER, "10.0.0.1", FOR, claim.uid()));

        assertThat(FormerAddress.chosen(written(chosen, FormerAddress.givenUp(chosen, anObject("10.0.0.1", "uid-1"))))).isEmpty();
    }

    @Test
    void ofManyObjectsThatAreGivenUpTheLatestStayWritten() {
        var objects = IntStream.rangeClosed(1, 17).mapToObj(i -> anObject("10.0.0." + i, "uid-" + i)).toList();

        var now = claim;
        for (var object : objects) {
            now = written(now, FormerAddress.givenUp(now, object));
        }

        assertThat(now.annotations().get(GIVEN_UP)).startsWith("uid-2 uid-3 ").endsWith(" uid-17");
        assertThat(FormerAddress.isGivenUp(now, objects.getFirst())).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "  ", "uid", "uid-10,uid-1", "UID-1"})
    void whatSomebodyElseHasWrittenGivesNothingUp(String text) {
        var odd = written(claim, Map.of(GIVEN_UP, text));

        assertThat(FormerAddress.isGivenUp(odd, anObject("10.0.0.1", "uid-1"))).isFalse();
    }

    @Test
    void theNumberOfAnotherLifeIsKeptWhenItsObjectIsGivenUp() {
        var came = written(claim, Map.of(NUMBER, "10.0.0.1", FOR, "another-uid"));
        var own = anObject("10.0.0.1", "uid-1");

        var givenUp = written(came, FormerAddress.givenUp(came, own));

        assertThat(FormerAddress.isGivenUp(givenUp, own)).isTrue();
        assertThat(FormerAddress.of(givenUp, ClaimChecksTest.pool(true, false))).contains(Address.parse("10.0.0.1"));
    }

    @Test
    void anotherNumberThatIsWrittenStaysWhenAnObjectIsGivenUp() {
        var came = written(claim, Map.of(NUMBER, "10.0.0.3", FOR, "another-uid"));
        var ofAnEarlierClaim = anObject("10.0.0.1", "uid-1");

        var givenUp = written(came, FormerAddress.givenUp(came, ofAnEarlierClaim));

        assertThat(FormerAddress.isGivenUp(givenUp, ofAnEarlierClaim)).isTrue();
        assertThat(FormerAddress.of(givenUp, ClaimChecksTest.pool(true, false))).contains(Address.parse("10.0.0.3"));
    }

    private static Claim written(Claim claim, Map<String, String> annotations) {
        return claim.held("8", annotations, Map.of());
    }

    private AddressObject anObject(String address, String uid) {
        return new AddressObject(
                new ObjectKey("IPAddress", "ns", "pool1-" + address.replace('.', '-')),
                uid,
                Address.parse(address),
                new PoolKey("ns", "pool1"),
                claim.key(),
                claim.uid(),
                false);
    }
}
