package io.metal3.ipam.faults;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.testing.Site;
import io.metal3.ipam.testing.SiteExtension;
import io.metal3.ipam.testing.TestNamespace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.Patience.within;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The manager may end before and after any write: the next one goes on from there. Each point has a namespace and a process of its own,
 * which halts there in the middle of serving several claims; then one manager comes up over all that they have left behind.
 */
@ExtendWith(SiteExtension.class)
class CrashIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int AT_ONCE = 2;
    private static final int ADDRESSES = 6;

    /** Of each kind, so that two wait. */
    private static final int CLAIMS = 4;

    /** Not the first: then others are behind it and before it. */
    private static final int TIME = 2;

    private final Site site;

    CrashIT(Site site) {
        this.site = site;
    }

    @Test
    void goesOnFromWhereverItWasHalted() throws Exception {
        var scenes = points().map(point -> new Scene(point, site.namespace())).toList();
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var running = new ArrayList<Future<?>>();
            for (var scene : scenes) {
                running.add(threads.submit(scene::playUntilTheEnd));
            }
            for (var scene : running) {
                scene.get();
            }
        }
        var next = site.manager();
        try {
            scenes.forEach(Scene::goesOn);
            scenes.forEach(Scene::servesWhoeverWaits);
            scenes.forEach(Scene::deleteAll);
            scenes.forEach(Scene::hasNothingLeft);
        } finally {
            next.close();
            scenes.forEach(Scene::close);
        }
    }

    private static Stream<CrashPoint> points() {
        return Stream.of(Step.values())
                .flatMap(step -> Stream.of(Step.Kinds.values())
                        .flatMap(kinds -> Stream.of(false, true).map(after -> new CrashPoint(step, kinds, after, TIME))));
    }

    /** What happens around one point. */
    private final class Scene implements AutoCloseable {
        private final CrashPoint point;
        private final TestNamespace namespace;
        private final Oracle oracle;
        private final Map<String, String> before = new HashMap<>();

        Scene(CrashPoint point, TestNamespace namespace) {
            this.point = point;
            this.namespace = namespace;
            oracle = new Oracle(site.plane(), site.admin(), namespace.name(), pool -> pool, Journal.nobodyReads());
        }

        /** Returns when the manager has come to its point. */
        Void playUntilTheEnd() throws Exception {
            namespace.create(aPool().range("10.0.0.1", "10.0.0." + ADDRESSES));
            for (int i = 0; i < CLAIMS; i++) {
                namespace.create(aClaim("claim-" + i));
                site.admin().resource(CapiClaims.of("claim-" + i, "pool", namespace.name(), null)).create();
            }
            var process = ManagerJvm.once(
                    CrashingManager.class,
                    Path.of("target", "crash", point.text() + ".log"),
                    List.of(site.plane().kubeconfig().toString(), namespace.name(), point.text()));
            try {
                if (point.step().isOfRelease()) {
                    within(LONG, () -> assertThat(bound()).hasSize(ADDRESSES));
                    before.putAll(bound());
                    // At least two, since no more than four are of the other kind.
                    bound().keySet().stream().filter(claim -> claim.startsWith(kind())).forEach(this::delete);
                }
                within(LONG, () -> assertThat(process.isAlive()).as("%s: it has come there", point).isFalse());
                assertThat(process.exitValue()).as("%s: how it ended", point).isEqualTo(CrashPoint.EXIT);
            } finally {
                process.destroyForcibly();
            }
            before.putAll(bound());
            return null;
        }

        void goesOn() {
            within(LONG, () -> {
                assertThat(AtRest.now(site.admin(), namespace.name()).faults()).as("%s", point).isEmpty();
                assertThat(bound()).as("%s", point).hasSize(Math.min(ADDRESSES, claims()));
            });
            bound().forEach((claim, address) ->
                    assertThat(address).as("%s: the address of %s", point, claim).isEqualTo(before.getOrDefault(claim, address)));
        }

        void servesWhoeverWaits() {
            bound().keySet().stream().limit(2).forEach(this::delete);
            within(LONG, () -> {
                assertThat(AtRest.now(site.admin(), namespace.name()).faults()).as("%s", point).isEmpty();
                assertThat(bound()).as("%s", point).hasSize(Math.min(ADDRESSES, claims()));
            });
        }

        void deleteAll() {
            for (var type : List.of(IPClaim.class, CapiIPAddressClaim.class, IPPool.class)) {
                site.admin().resources(type).inNamespace(namespace.name()).delete();
            }
        }

        void hasNothingLeft() {
            within(LONG, () -> {
                for (var type : List.of(
                        IPClaim.class, CapiIPAddressClaim.class, IPAddress.class, CapiIPAddress.class, IPPool.class)) {
                    assertThat(site.admin().resources(type).inNamespace(namespace.name()).list().getItems())
                            .as("%s: %s that are left", point, HasMetadata.getPlural(type))
                            .isEmpty();
                }
            });
            oracle.comeToThePresent();
            assertThat(oracle.violations()).as("%s", point).isEmpty();
            assertThat(oracle.open()).as("%s: open questions", point).isZero();
        }

        @Override
        public void close() {
            oracle.close();
        }

        /** How those claims are called by {@link #bound()} that come to the point. */
        private String kind() {
            return point.kinds() == Step.Kinds.METAL3 ? "m/" : "c/";
        }

        private int claims() {
            return site.admin().resources(IPClaim.class).inNamespace(namespace.name()).list().getItems().size()
                    + site.admin().resources(CapiIPAddressClaim.class).inNamespace(namespace.name()).list().getItems().size();
        }

        /** Kind and name of each claim that has been told its address, with that address. */
        private Map<String, String> bound() {
            var result = new TreeMap<String, String>();
            for (var claim : site.admin().resources(IPClaim.class).inNamespace(namespace.name()).list().getItems()) {
                var status = claim.getStatus();
                if (status != null && status.address() != null) {
                    result.put("m/" + claim.getMetadata().getName(), status.address().getName());
                }
            }
            for (var claim : site.admin().resources(CapiIPAddressClaim.class).inNamespace(namespace.name()).list().getItems()) {
                var status = claim.getStatus();
                if (status != null && status.addressRef() != null) {
                    result.put("c/" + claim.getMetadata().getName(), String.valueOf(status.addressRef().name()));
                }
            }
            return result;
        }

        private void delete(String claim) {
            var type = claim.startsWith("m/") ? IPClaim.class : CapiIPAddressClaim.class;
            site.admin().resources(type).inNamespace(namespace.name()).withName(claim.substring(2)).delete();
        }
    }
}
