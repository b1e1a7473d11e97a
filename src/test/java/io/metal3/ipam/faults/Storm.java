package io.metal3.ipam.faults;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.api.clusterapi.CapiIPAddress;
import io.metal3.ipam.api.clusterapi.CapiIPAddressClaim;
import io.metal3.ipam.api.v1alpha1.IPAddress;
import io.metal3.ipam.api.v1alpha1.IPClaim;
import io.metal3.ipam.api.v1alpha1.IPPool;
import io.metal3.ipam.controlplane.ControlPlane;
import io.metal3.ipam.testing.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Storms over one control plane and one manager, one after the other: while a storm lasts clients churn, requests go wrong and servers
 * break; after it everything must come to rest, and go when it is deleted.
 */
final class Storm implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Storm.class);

    /** Seconds are meant; but servers, manager, clients and oracle may all have the same two cores. */
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(30);

    /** More than twice the longest that a request without an answer is waited for. */
    private static final Duration CALM_WITHIN = Duration.ofMinutes(3);

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Path FOLDER = Path.of("target", "chaos");

    private final ControlPlane plane;
    private final KubernetesClient client;
    private final Journal journal;
    private final FaultyApiServer between;
    private final ManagerJvm manager;

    /**
     * What a storm was like.
     *
     * @param refuted violations of which lists and watches told, and of which etcd knows nothing
     * @param swept addresses that nobody but an administrator could end
     * @param servesAfter how long after the storm the manager served, which may have been stopped or killed at its very end
     * @param toldAfter how long after that each claim that nobody had deleted was bound or told why not
     * @param restedAfter how long after it nothing was left to do, what was never answered during the storm included
     */
    record Report(
            long seed,
            Map<String, Integer> turns,
            Map<Feed, Integer> births,
            long judged,
            long refuted,
            int gaps,
            List<Breakage.Kind> broken,
            Map<String, Integer> faults,
            int swept,
            Duration servesAfter,
            Duration toldAfter,
            Duration restedAfter,
            int ends,
            int endedByItself) {}

    /** The manager runs; whether it serves already is not waited for. */
    Storm(ControlPlane plane, Site site) {
        this.plane = plane;
        // Whoever churns tries something else when something fails.
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(plane.adminConfig()).withRequestRetryBackoffLimit(0).build())
                .build();
        journal = Journal.in(FOLDER.resolve("journal-" + ProcessHandle.current().pid() + ".log"));
        between = FaultyApiServer.before(plane.adminConfig(), Site.USER, journal);
        manager = ManagerJvm.behind(
                between, FOLDER, "manager-" + ProcessHandle.current().pid() + ".log", "-v=4");
    }

    /** One storm in a namespace of its own; a broken promise is an {@link AssertionError}. */
    Report rage(long seed, Duration time, Duration pause) {
        LOGGER.info("A storm of {} begins; its seed is {}", time, seed);
        var namespace = client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName("storm-")
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getName();
        int endsBefore = manager.ends();
        try (var oracle = new Oracle(plane, client, namespace, Landscape::network, journal);
                var churn = new Churn(client, namespace, seed);
                var breakage = new Breakage(plane.faults().orElseThrow(), manager)) {
            between.stand(new Weather(seed));
            churn.begin(pause);
            breakage.begin(Breakage.plan(seed, time));
            during(time, oracle);
            var broken = breakage.end();
            churn.end();
            between.clearUp();
            var end = System.nanoTime();
            within(CALM_WITHIN, () -> assertThat(manager.serves()).isTrue());
            var servesAfter = since(end);
            int swept = manager.ends() > endsBefore ? sweep(oracle, namespace) : 0;
            var begin = System.nanoTime();
            within(TOLD_WITHIN, () -> assertThat(AtRest.now(client, namespace).untold()).isEmpty());
            var toldAfter = since(begin);
            within(CALM_WITHIN, () -> {
                assertThat(oracle.violations()).isEmpty();
                assertThat(AtRest.now(client, namespace).faults())
                        .as(() -> "storm of seed %d in %s; not shown by watches: %s; faults: %s"
                                .formatted(seed, namespace, oracle.unseen(), between.counts()))
                        .isEmpty();
            });
            var restedAfter = since(begin);
            oracle.comeToThePresent();
            end(namespace);
            oracle.comeToThePresent();
            assertThat(oracle.violations()).isEmpty();
            assertThat(oracle.open()).as("unjudged").isZero();
            return new Report(
                    seed,
                    churn.counts(),
                    oracle.annals().births(),
                    oracle.annals().judged(),
                    oracle.refuted(),
                    oracle.gaps(),
                    broken,
                    between.counts(),
                    swept,
                    servesAfter,
                    toldAfter,
                    restedAfter,
                    manager.ends() - endsBefore,
                    manager.endedByItself());
        } catch (RuntimeException | AssertionError e) {
            manager.tellWhatItDoes();
            throw e;
        }
    }

    /**
     * Ends, as an administrator would, the addresses of claims that the API server let go in the very moment that the finalizer came. A
     * manager gives such an address back itself when it sees the claim go; but one that begins just then cannot know whether the claim
     * is yet to come.
     */
    private int sweep(Oracle oracle, String namespace) {
        int swept = 0;
        for (var feed : List.of(Feed.IPADDRESS, Feed.CAPI_ADDRESS)) {
            for (var seen : oracle.annals().living(feed)) {
                if (seen instanceof Seen.OfAddress address
                        && address.claimUid() != null
                        && oracle.slips().contains(address.claimUid())) {
                    client.resources(feed.type()).inNamespace(namespace).withName(address.name()).delete();
                    swept++;
                }
            }
        }
        return swept;
    }

    @Override
    public void close() {
        manager.close();
        between.close();
        journal.close();
        client.close();
    }

    /** Looks every now and then, and not only at the end: what is broken is best seen while it is fresh. */
    private static void during(Duration time, Oracle oracle) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .atMost(time.plusMinutes(1))
                .during(time)
                .untilAsserted(() -> assertThat(oracle.violations()).isEmpty());
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void within(Duration time, ThrowingRunnable assertion) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(LOOK)
                .atMost(time)
                .ignoreExceptionsInstanceOf(KubernetesClientException.class)
                .untilAsserted(assertion);
    }

    /** Everything is deleted, and is gone after a while: the addresses because their claims are, the pools because the addresses are. */
    private void end(String namespace) {
        within(CALM_WITHIN, () -> deleteAll(namespace, IPClaim.class, CapiIPAddressClaim.class, IPPool.class));
        within(CALM_WITHIN, () -> {
            assertThat(left(namespace, IPClaim.class)).isEmpty();
            assertThat(left(namespace, CapiIPAddressClaim.class)).isEmpty();
            assertThat(left(namespace, IPAddress.class)).isEmpty();
            assertThat(left(namespace, CapiIPAddress.class)).isEmpty();
            assertThat(left(namespace, IPPool.class)).isEmpty();
        });
    }

    @SafeVarargs
    private void deleteAll(String namespace, Class<? extends HasMetadata>... types) {
        for (var type : types) {
            client.resources(type).inNamespace(namespace).delete();
        }
    }

    private List<String> left(String namespace, Class<? extends HasMetadata> type) {
        return client.resources(type).inNamespace(namespace).list().getItems().stream()
                .map(object -> object.getMetadata().getName())
                .toList();
    }
}
