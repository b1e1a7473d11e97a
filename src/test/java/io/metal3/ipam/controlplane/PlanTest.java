package io.metal3.ipam.controlplane;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PlanTest {

    private static final Path FOLDER = Path.of("cache");
    private static final GoVersion GO = new GoVersion(1, 26);

    @Test
    void takesNothingButTheClusterThatWasNamed() {
        assertThat(tried(Purpose.TEST, environment(Path.of("kubeconfig"), FOLDER, true, GO)))
                .containsExactly(Way.EXISTING_CLUSTER);
    }

    @Test
    void takesBinariesOnDiskBeforeAnythingSlower() {
        assertThat(tried(Purpose.TEST, environment(null, FOLDER, true, GO)))
                .containsExactly(Way.BINARIES_ON_DISK, Way.CONTAINER, Way.PREBUILT, Way.GO_BUILD);
    }

    @Test
    void buildsForATestWhenNothingIsThere() {
        assertThat(tried(Purpose.TEST, environment(null, null, false, GO)))
                .containsExactly(Way.PREBUILT, Way.GO_BUILD);
    }

    @Test
    void neverGivesATestTheMockServer() {
        assertThat(tried(Purpose.TEST, environment(null, null, false, null))).doesNotContain(Way.IN_JVM);
    }

    @Test
    void givesTheQuickstartTheMockServerRatherThanABuild() {
        assertThat(tried(Purpose.QUICKSTART, environment(null, null, false, GO)))
                .containsExactly(Way.PREBUILT, Way.IN_JVM);
    }

    @Test
    void saysWhyItPassesAWayOver() {
        assertThat(Plan.of(Purpose.TEST, environment(null, null, false, new GoVersion(1, 22))))
                .contains(
                        new Plan.Pass(Way.EXISTING_CLUSTER, "-Dcontrolplane.kubeconfig=FILE names none"),
                        new Plan.Pass(Way.BINARIES_ON_DISK, "no kube-apiserver with etcd in cache"),
                        new Plan.Pass(Way.GO_BUILD, "go on the path is 1.22; Go 1.26 or newer builds it"));
    }

    @Test
    void saysSoWhenThereIsNoGoAtAll() {
        assertThat(Plan.of(Purpose.TEST, environment(null, null, false, null)))
                .contains(new Plan.Pass(Way.GO_BUILD, "no go on the path; Go 1.26 or newer builds it"));
    }

    @Test
    void takesNothingButTheWayThatWasAskedFor() {
        List<Plan.Step> plan = Plan.of(Purpose.QUICKSTART, environment(null, FOLDER, true, GO));

        assertThat(Plan.only(Way.named("in-jvm"), plan))
                .filteredOn(Plan.Try.class::isInstance)
                .containsExactly(new Plan.Try(Way.IN_JVM));
    }

    @Test
    void givesATestNoMockServerEvenWhenAsked() {
        assertThat(Plan.only(Way.IN_JVM, Plan.of(Purpose.TEST, environment(null, FOLDER, true, GO))))
                .noneMatch(Plan.Try.class::isInstance);
    }

    @Test
    void namesTheWaysThereAreWhenAskedForAnother() {
        assertThatThrownBy(() -> Way.named("cloud")).hasMessageContaining("in-jvm").hasMessageContaining("go-build");
    }

    private static List<Way> tried(Purpose purpose, Environment environment) {
        return Plan.of(purpose, environment).stream()
                .filter(Plan.Try.class::isInstance)
                .map(Plan.Step::way)
                .toList();
    }

    private static Environment environment(
            @Nullable Path kubeconfig, @Nullable Path found, boolean engine, @Nullable GoVersion go) {
        return new Environment(kubeconfig, List.of(FOLDER), found, engine, go, GO);
    }
}
