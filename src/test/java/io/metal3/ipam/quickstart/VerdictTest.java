package io.metal3.ipam.quickstart;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class VerdictTest {

    private static final Snapshot.Address TEN = new Snapshot.Address("192.168.0.10", "25", "192.168.0.1");

    @Test
    void isDoneWhenEveryClaimIsBoundAndThePoolsHaveCounted() {
        assertThat(verdict(claim(TEN, "Ready"), pool(1, 1, 5))).isEqualTo(new Verdict.Done(List.of()));
        assertThat(verdict(claim(TEN, "Ready"), pool(0, 1, 5))).isInstanceOf(Verdict.Pending.class);
    }

    @Test
    void waitsForAnAnswer() {
        assertThat(verdict(claim(null, ""), pool(0, 0, 5))).isEqualTo(new Verdict.Pending("claim a has no answer yet"));
    }

    @Test
    void acceptsThatAClaimCannotBeBoundOnlyWhenThatIsSo() {
        assertThat(verdict(claim(null, "PoolExhausted"), pool(1, 1, 0))).isEqualTo(new Verdict.Done(List.of("a")));
        assertThat(verdict(claim(null, "PoolExhausted"), pool(1, 1, 3))).isInstanceOf(Verdict.Pending.class);
        assertThat(verdict(claim(null, "PoolNotFound"), pool(0, 0, 5))).isInstanceOf(Verdict.Pending.class);
        assertThat(Verdict.on(new Snapshot(List.of(claim(null, "PoolNotFound")), List.of()))).isEqualTo(new Verdict.Done(List.of("a")));
        assertThat(verdict(claim(null, "InvalidRequest"), pool(0, 0, 5))).isEqualTo(new Verdict.Done(List.of("a")));
        assertThat(verdict(claim(null, Snapshot.HELD), pool(0, 0, 5))).isEqualTo(new Verdict.Done(List.of("a")));
        assertThat(verdict(claim(null, "AllocationFailed"), pool(0, 0, 5))).isInstanceOf(Verdict.Pending.class);
    }

    @Test
    void doesNotWaitForThePoolThatMayNotBeTouched() {
        var held = new Snapshot.Pool("pool1", null, false, 0, 0, 0, 0, Snapshot.HELD, "");

        assertThat(verdict(claim(null, Snapshot.HELD), held)).isEqualTo(new Verdict.Done(List.of("a")));
    }

    private static Verdict verdict(Snapshot.Claim claim, Snapshot.Pool pool) {
        return Verdict.on(new Snapshot(List.of(claim), List.of(pool)));
    }

    private static Snapshot.Claim claim(Snapshot.@Nullable Address address, String reason) {
        return new Snapshot.Claim("a", "pool1", address, reason, "");
    }

    private static Snapshot.Pool pool(long held, long objects, long free) {
        return new Snapshot.Pool("pool1", held + free, false, held, free, 0, objects, "Ready", "");
    }
}
