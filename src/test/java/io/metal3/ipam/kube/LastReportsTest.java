package io.metal3.ipam.kube;

import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.api.v1alpha1.IPPoolStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static io.metal3.ipam.testing.Builders.aPool;
import static org.assertj.core.api.Assertions.assertThat;

class LastReportsTest {

    private static final IPPoolStatus OURS = status(7);
    private static final IPPoolStatus THEIRS = status(9);

    private final LastReports<IPPoolStatus> reports = new LastReports<>();

    @Test
    void knowsWhatItHasWrittenBeforeTheWatchShowsIt() {
        reports.written(OURS, new Written("uid", "12"));

        assertThat(current(pool("uid", "10", null))).isEqualTo(OURS);
        assertThat(current(pool("uid", "11", THEIRS))).isEqualTo(OURS);
    }

    @Test
    void believesTheWatchFromThenOn() {
        reports.written(OURS, new Written("uid", "12"));

        assertThat(current(pool("uid", "12", OURS))).isEqualTo(OURS);
        assertThat(current(pool("uid", "13", THEIRS))).isEqualTo(THEIRS);
        assertThat(current(pool("uid", "14", null))).isNull();
    }

    @Test
    void takesAnotherObjectOfTheNameForAnother() {
        reports.written(OURS, new Written("uid", "12"));

        assertThat(current(pool("other", "11", null))).isNull();
    }

    @Test
    void forgetsWhatIsGone() {
        var pool = pool("uid", "10", null);
        reports.written(OURS, new Written("uid", "12"));

        reports.forget("uid");

        assertThat(current(pool)).isNull();
    }

    @Test
    void countsItsOwnReportsToTheVersionThatTheWatchHasShown() {
        var shown = pool("uid", "10", null);
        assertThat(version(shown)).isEqualTo("10");

        reports.writtenOnTopOf(shown, OURS, new Written("uid", "12"));
        assertThat(version(shown)).isEqualTo("12");

        reports.writtenOnTopOf(shown, THEIRS, new Written("uid", "15"));
        assertThat(version(shown)).isEqualTo("15");
        assertThat(version(pool("uid", "16", null))).isEqualTo("16");
    }

    @Test
    void doesNotCountAReportBelowWhichSomebodyElsesChangeMayBe() {
        var shown = pool("uid", "10", null);
        reports.written(OURS, new Written("uid", "12"));
        assertThat(version(shown)).isEqualTo("10");

        reports.writtenOnTopOf(pool("uid", "11", null), OURS, new Written("uid", "12"));
        assertThat(version(shown)).isEqualTo("10");
    }

    @Test
    void doubtsWhatWasShownAfterAWriteThatFailedUntilANewerVersionIsShown() {
        var shown = pool("uid", "10", OURS);
        assertThat(reports.isInDoubt(shown)).isFalse();

        reports.failed(shown);

        assertThat(current(shown)).isEqualTo(OURS);
        assertThat(reports.isInDoubt(shown)).isTrue();
        assertThat(reports.isInDoubt(pool("other", "10", OURS))).isFalse();
        assertThat(reports.isInDoubt(pool("uid", "11", THEIRS))).isFalse();
        assertThat(reports.isInDoubt(shown)).isFalse();
    }

    @Test
    void doubtsNothingAnyMoreOnceAWriteIsAnswered() {
        var shown = pool("uid", "10", OURS);
        reports.failed(shown);

        reports.writtenOnTopOf(shown, THEIRS, new Written("uid", "12"));

        assertThat(reports.isInDoubt(shown)).isFalse();
    }

    private String version(IPPool pool) {
        return reports.version(pool.getMetadata().getUid(), pool.getMetadata().getResourceVersion());
    }

    private @Nullable IPPoolStatus current(IPPool pool) {
        return reports.current(pool, pool.getStatus());
    }

    private static IPPool pool(String uid, String version, @Nullable IPPoolStatus status) {
        var pool = aPool().in("namespace");
        pool.getMetadata().setUid(uid);
        pool.getMetadata().setResourceVersion(version);
        pool.setStatus(status);
        return pool;
    }

    private static IPPoolStatus status(long capacity) {
        return new IPPoolStatus(null, Map.of(), capacity, capacity, null, 0L, 0L, List.of());
    }
}
