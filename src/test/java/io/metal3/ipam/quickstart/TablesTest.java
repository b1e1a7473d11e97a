package io.metal3.ipam.quickstart;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TablesTest {

    private static final Snapshot.Address TEN = new Snapshot.Address("192.168.0.10", "25", "192.168.0.1");
    private static final Snapshot.Claim BOUND = new Snapshot.Claim("a", "pool1", TEN, "Ready", "");
    private static final Snapshot.Claim WAITING = new Snapshot.Claim("long-name", "pool1", null, "PoolExhausted", "Exhausted IP Pools: ...");
    private static final Snapshot.Claim NEW = new Snapshot.Claim("z", "pool1", null, "", "");
    private static final Snapshot.Pool POOL = pool(4L, false, 1);

    @Test
    void showsEveryClaimItsAddressAndWhyItHasNone() {
        assertThat(Tables.whole(new Snapshot(List.of(BOUND, WAITING, NEW), List.of(POOL))))
                .containsExactly(
                        "CLAIM      POOL   ADDRESS       PREFIX  GATEWAY      READY",
                        "a          pool1  192.168.0.10  25      192.168.0.1  yes",
                        "long-name  pool1  -             -       -            no: PoolExhausted",
                        "z          pool1  -             -       -            not yet",
                        "",
                        "POOL   CAPACITY  HELD  FREE  WAITING  FULLNESS                     READY",
                        "pool1  4         1     3     2        [#####...............] 25 %  yes",
                        "",
                        "claim long-name: Exhausted IP Pools: ...");
    }

    @Test
    void drawsABarThatIsEmptyOrFullOnlyWhenThePoolIs() {
        assertThat(row(pool(1_000L, false, 0))).contains("[....................] 0 %");
        assertThat(row(pool(1_000L, false, 1))).contains("[#...................] <1 %");
        assertThat(row(pool(1_000L, false, 999))).contains("[###################.] 99 %");
        assertThat(row(pool(1_000L, false, 1_000))).contains("[####################] 100 %");
        assertThat(row(pool(0L, false, 0))).contains("[....................] 0 %");
    }

    @Test
    void admitsThatAPoolIsTooLargeToCount() {
        assertThat(row(pool(Long.MAX_VALUE, true, 2))).contains("over 9e18").doesNotContain("9223372036854775807");
    }

    @Test
    void showsAPoolThatIsNotCountedYet() {
        assertThat(row(pool(null, false, 0))).endsWith("not yet");
    }

    @Test
    void cutsALongTableAndSaysHowManyMoreThereAre() {
        var claims = IntStream.range(0, 100).mapToObj(i -> new Snapshot.Claim("c" + i, "pool1", TEN, "Ready", "")).toList();

        assertThat(Tables.whole(new Snapshot(claims, List.of(POOL)))).contains("... and 60 more; of all 100, 100 are bound");
    }

    @Test
    void tellsOnlyWhatHasChanged() {
        var before = new Snapshot(List.of(BOUND, NEW), List.of(POOL));
        var now = new Snapshot(List.of(new Snapshot.Claim("z", "pool1", null, "PoolExhausted", "full")), List.of(POOL));

        assertThat(Tables.changes(before, now))
                .containsExactly("claim z of pool pool1: PoolExhausted: full", "claim a of pool pool1: gone");
        assertThat(Tables.changes(now, now)).isEmpty();
        assertThat(Tables.changes(new Snapshot(List.of(), List.of()), before))
                .containsExactly(
                        "claim a of pool pool1: 192.168.0.10/25, gateway 192.168.0.1",
                        "claim z of pool pool1: no answer yet",
                        "pool pool1: 1 of 4 held, 3 free, 2 waiting [#####...............] 25 %");
    }

    private static String row(Snapshot.Pool pool) {
        return Tables.whole(new Snapshot(List.of(), List.of(pool))).get(3);
    }

    private static Snapshot.Pool pool(@Nullable Long capacity, boolean overflow, long held) {
        var ready = capacity == null ? "" : "Ready";
        return new Snapshot.Pool("pool1", capacity, overflow, held, (capacity == null ? 0 : capacity) - held, 2, held, ready, "");
    }
}
