package io.metal3.ipam;

import io.metal3.ipam.testing.Kind;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Patience.eventually;
import static io.metal3.ipam.testing.Patience.throughout;
import static org.assertj.core.api.Assertions.assertThat;

/** What the flags leave out is neither served nor touched. */
@ExtendWith(SiteExtension.class)
class NarrowingIT {

    private static final String LABEL = "cluster.x-k8s.io/watch-filter";
    private static final Duration A_WHILE = Duration.ofSeconds(1);

    private final Site site;
    private final TestNamespace namespace;

    NarrowingIT(Site site, TestNamespace namespace) {
        this.site = site;
        this.namespace = namespace;
    }

    @Test
    void servesTheOneNamespace() {
        var other = site.namespace();
        for (var each : new TestNamespace[] {namespace, other}) {
            each.create(aPool().range("10.0.0.1", "10.0.0.9"));
        }
        other.create(aClaim("early"));

        try (var process = TestProcess.start(site, "--namespace=" + namespace.name())) {
            assertThat(process.hasLost()).isFalse();
            other.create(aClaim("late"));

            assertThat(namespace.addressFor("a")).isEqualTo("10.0.0.1");
            throughout(A_WHILE, () -> {
                assertThat(other.list(Kind.ADDRESS)).isEmpty();
                assertThat(other.pool().getStatus()).isNull();
                assertThat(other.pool().getMetadata().getFinalizers()).isEmpty();
            });
        }
    }

    @Test
    void servesWhatCarriesTheLabelAndLeavesWhatLosesIt() {
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        namespace.create(aClaim("other").labelled(LABEL, "red"));
        namespace.create(aClaim("bare"));

        try (var process = TestProcess.start(site, "--namespace=" + namespace.name(), "--watch-filter=blue")) {
            assertThat(process.hasLost()).isFalse();
            namespace.create(aClaim("a").labelled(LABEL, "blue"));
            throughout(A_WHILE, () -> assertThat(namespace.list(Kind.ADDRESS)).isEmpty());

            label("blue", Kind.POOL, "pool");

            eventually(() -> assertThat(namespace.numbers()).containsOnlyKeys("a"));

            label("red", Kind.CLAIM, "a");
            label("blue", Kind.CLAIM, "other");

            eventually(() -> assertThat(namespace.numbers())
                    .containsEntry("a", "10.0.0.1")
                    .containsEntry("other", "10.0.0.2"));
            throughout(A_WHILE, () -> assertThat(namespace.numbers()).containsOnlyKeys("a", "other"));
        }
    }

    private void label(String value, Kind<?> kind, String name) {
        namespace.patch(kind, name, "{\"metadata\": {\"labels\": {\"" + LABEL + "\": \"" + value + "\"}}}");
    }
}
