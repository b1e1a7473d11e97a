package io.metal3.ipam.claim;

import io.metal3.ipam.allocator.ClaimKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AtLeisureTest {

    private final List<ClaimKey> woken = new ArrayList<>();
    private final List<ClaimKey> needNothing = new ArrayList<>();
    private final AtLeisure atLeisure = new AtLeisure(claim -> !needNothing.contains(claim) && woken.add(claim));

    @Test
    void wakesAFewAndLetsTheOthersWait() {
        atLeisure.add(claims(1, 30));

        assertThat(woken).isEqualTo(claims(1, 10));
    }

    @Test
    void wakesTheNextOneWhenALookBegins() {
        atLeisure.add(claims(1, 30));

        atLeisure.begun(claim(3));
        atLeisure.begun(claim(1));

        assertThat(woken).isEqualTo(claims(1, 12));
    }

    @Test
    void wakesNobodyWhenALookBeginsThatItHasNotAskedFor() {
        atLeisure.add(claims(1, 30));

        atLeisure.begun(claim(99));

        assertThat(woken).isEqualTo(claims(1, 10));
    }

    @Test
    void doesNotWakeWhomSomebodyElseHasWoken() {
        atLeisure.add(claims(1, 12));

        atLeisure.begun(claim(11));
        atLeisure.begun(claim(1));

        assertThat(woken).hasSize(11).contains(claim(12)).doesNotContain(claim(11));
    }

    @Test
    void passesOverThoseWhoNeedNothingAnyMore() {
        needNothing.addAll(claims(5, 25));

        atLeisure.add(claims(1, 30));

        assertThat(woken).containsExactlyInAnyOrderElementsOf(concat(claims(1, 4), claims(26, 30)));
    }

    @Test
    void wakesEachOfThemInTheEnd() {
        atLeisure.add(claims(1, 1_000));
        atLeisure.add(claims(500, 1_500));

        for (int i = 0; i < woken.size(); i++) {
            atLeisure.begun(woken.get(i));
        }

        assertThat(woken).isEqualTo(claims(1, 1_500));
    }

    private static List<ClaimKey> claims(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj(AtLeisureTest::claim).toList();
    }

    private static ClaimKey claim(int number) {
        return new ClaimKey("IPClaim", "ns", "claim-" + number);
    }

    private static List<ClaimKey> concat(List<ClaimKey> some, List<ClaimKey> others) {
        var all = new ArrayList<>(some);
        all.addAll(others);
        return all;
    }
}
