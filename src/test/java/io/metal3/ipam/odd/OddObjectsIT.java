package io.metal3.ipam.odd;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.metal3.ipam.testing.Kind;
import io.metal3.ipam.testing.TestNamespace;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static io.metal3.ipam.testing.Builders.aCapiClaim;
import static io.metal3.ipam.testing.Builders.aClaim;
import static io.metal3.ipam.testing.Builders.aPool;
import static io.metal3.ipam.testing.IpamAssertions.assertThat;
import static io.metal3.ipam.testing.Patience.within;

/**
 * Objects that nobody should write, before and while a manager works: each is told what is wrong with it, and nobody else waits.
 * {@code -Dodd.seed=S} repeats the random part, {@code -Dodd.minutes=N} adds round to round, of the seeds that follow.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OddObjectsIT {

    private static final Logger LOGGER = LoggerFactory.getLogger(OddObjectsIT.class);

    private static final Duration LONG = Duration.ofSeconds(60);

    /** At each write the API server checks every range anew: a few seconds, and a minute where it has little of the processor. */
    private static final Duration VERY_LONG = Duration.ofMinutes(4);

    private static final int OPERATIONS = 300;

    /** Any will do, but always the same: a build is not to fail by chance. */
    private static final long SEED = 16_486_026_318_180L;

    private static final String MANY_FAULTS = "many-faults";

    private final Map<String, TestNamespace> namespaces = new TreeMap<>();
    private OddSite site;
    private HealthyClaims healthy;

    @BeforeAll
    void begin(@TempDir Path scratch) throws IOException {
        site = new OddSite(scratch);
        OddCase.all().stream().filter(OddCase::olderThanTheRules).forEach(this::load);
        var many = site.namespace();
        namespaces.put(MANY_FAULTS, many);
        site.create(many, Untyped.pool(IntStream.range(0, 5_000)
                .mapToObj(i -> Map.of("start", "10." + i / 250 + ".0." + i % 250, "end", "9.9.9.9"))
                .toList()));
        site.begin();
        OddCase.all().stream().filter(c -> !c.olderThanTheRules()).forEach(this::load);
        healthy = new HealthyClaims(site.namespace());
    }

    @AfterEach
    void nobodyElseWaits() {
        healthy.assertThatTheyAreServed();
    }

    @AfterAll
    void end() throws InterruptedException {
        if (healthy != null) {
            healthy.end();
            LOGGER.info("{} healthy claims were served, the slowest in {}", healthy.served(), healthy.slowest());
        }
        if (site != null) {
            site.close();
        }
    }

    static Stream<OddCase> cases() {
        return OddCase.all().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    @Order(1)
    void tellsWhatIsWrong(OddCase odd) {
        var namespace = namespaceOf(odd.name());

        odd.expectations().forEach(expected -> within(LONG, () -> check(namespace, expected)));

        // In the same namespace, which has a pool of its own for it.
        namespace.settle();
    }

    @Test
    @Order(2)
    void tellsOfManyFaultsInFewWords() {
        var namespace = namespaceOf(MANY_FAULTS);
        namespace.create(aClaim("a"));

        within(LONG, () -> assertThat(namespace.claim("a")).isRefused("PoolNotReady").says("spec.pools[9].end", "and 4990 more"));
        assertThat(Objects.requireNonNull(namespace.claim("a").getStatus()).errorMessage()).hasSizeLessThan(2_000);
    }

    @Test
    @Order(2)
    void servesFromTenThousandRangesAndFiveThousandPromises() {
        var namespace = site.namespace();
        var pool = Untyped.pool(IntStream.range(0, 10_000)
                .mapToObj(i -> "10." + i / 250 + "." + i % 250)
                .map(network -> Map.of("start", network + ".10", "end", network + ".12"))
                .toList());
        pool.<Map<String, Object>>get("spec")
                .put("preAllocations", IntStream.range(0, 5_000)
                        .boxed()
                        .collect(Collectors.toMap(i -> "claim-" + i, i -> "10." + i / 250 + "." + i % 250 + ".10")));
        site.create(namespace, pool);

        namespace.create(aClaim("claim-4999"));
        namespace.create(aCapiClaim("claim-4998"));
        namespace.create(aClaim("somebody"));

        within(VERY_LONG, () -> assertThat(namespace.claim("claim-4999")).isBoundTo("pool-10-19-249-10"));
        within(VERY_LONG, () -> assertThat(namespace.find(Kind.CAPI_ADDRESS, "pool-10-19-248-10")).isPresent());
        within(VERY_LONG, () -> assertThat(namespace.claim("somebody")).isBoundTo("pool-10-0-0-11"));
        within(VERY_LONG, () -> assertThat(namespace.pool()).hasCounts(30_000, 25_000 - 1, 3, 0));
    }

    /** As the key of a map can be: no reader of JSON takes it without being told to. */
    @Test
    @Order(2)
    void readsAPoolWithAPromiseToANameOfSixtyThousandLetters() {
        var namespace = site.namespace();
        var pool = Untyped.pool(List.of(Map.of("start", "10.0.0.1", "end", "10.0.0.9")));
        pool.<Map<String, Object>>get("spec").put("preAllocations", Map.of("n".repeat(60_000), "10.0.0.1"));
        site.create(namespace, pool);

        assertThat(namespace.addressFor("a")).isEqualTo("10.0.0.2");
    }

    @Test
    @Order(2)
    void readsAStatusWithNumbersThatFitNowhere() {
        var namespace = site.namespace();
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        within(LONG, () -> assertThat(namespace.pool()).hasCounts(9, 9, 0, 0));
        for (var number : List.of(new BigInteger("18446744073709551615"), BigInteger.TEN.pow(300))) {
            try {
                site.patchStatus(namespace, OddSite.apiVersion("IPPool"), "IPPool", "pool", Map.of("capacity", number, "waiting", number));
            } catch (KubernetesClientException e) {
                // The API server need not take it.
                assertThat(e.getCode()).isEqualTo(422);
            }
        }

        namespace.addressFor("a");
        within(LONG, () -> assertThat(namespace.pool()).hasCounts(9, 8, 1, 0));
    }

    @Test
    @Order(2)
    void servesClaimsWithThousandsOfLabelsAndAsManyAnnotationsAsFit() {
        var namespace = site.namespace();
        namespace.create(aPool().range("10.0.0.1", "10.0.0.9"));
        var labels = IntStream.range(0, 2_000).boxed().collect(Collectors.toMap(i -> "example.com/label-" + i, i -> "v".repeat(60)));
        var annotations = Map.of("example.com/novel", "n".repeat(200_000), "example.com/empty", "");
        for (var kind : List.of("IPClaim", "IPAddressClaim")) {
            site.create(namespace, Untyped.claim(kind, labels, annotations));
        }

        within(LONG, () -> assertThat(namespace.addressOf("a").getMetadata().getLabels()).hasSize(2_000));
        within(LONG, () -> OddSite.assertHasAddress(namespace.get(Kind.CAPI_CLAIM, "a")));
        assertThat(namespace.claim("a").getMetadata().getAnnotations()).containsAllEntriesOf(annotations);
    }

    @Test
    @Order(3)
    void standsAnySequenceOfOddWrites() {
        var seed = Long.getLong("odd.seed", SEED);
        var end = System.nanoTime() + Duration.ofMinutes(Integer.getInteger("odd.minutes", 0)).toNanos();
        do {
            fuzz(seed++);
        } while (System.nanoTime() < end);
    }

    @Test
    @Order(4)
    void restsInTheEnd() throws InterruptedException {
        healthy.end();
        site.assertThatItRests();
    }

    /** What stays wrong is told once; twice, where its pool was not in sight at first. */
    @ParameterizedTest
    @MethodSource("cases")
    @Order(5)
    void hasToldEachFaultOnce(OddCase odd) {
        var namespace = namespaceOf(odd.name());
        odd.expectations().stream()
                .filter(expected -> !expected.reason().equals("Ready"))
                .forEach(expected -> checkCalm(namespace, expected, odd.olderThanTheRules() ? 1 : 2));
    }

    private void fuzz(long seed) {
        var namespace = site.namespace();
        var fuzzer = new Fuzzer(site, namespace, seed);
        LOGGER.info("The seed of the odd writes is {}: -Dodd.seed={} repeats them", seed, seed);

        var taken = fuzzer.run(OPERATIONS);

        assertThat(taken).as("writes that were taken, with seed %s", seed).isGreaterThan(OPERATIONS / 8);
        within(LONG, () -> assertThat(fuzzer.untold()).as("with seed %s", seed).isEmpty());
        assertThat(fuzzer.duplicates()).as("with seed %s", seed).isEmpty();
        namespace.settle();
        site.assertThatItRests(namespace);
        assertThat(site.manager().stackTraces()).as("with seed %s", seed).isEmpty();
        within(LONG, () -> {
            fuzzer.clear();
            assertThat(fuzzer.rest()).as("what is left, with seed %s", seed).isEmpty();
        });
    }

    private TestNamespace namespaceOf(String name) {
        return Objects.requireNonNull(namespaces.get(name));
    }

    private void load(OddCase odd) {
        var namespace = site.namespace();
        namespaces.put(odd.name(), namespace);
        odd.objects().forEach(object -> site.create(namespace, object));
    }

    private void check(TestNamespace namespace, OddCase.Expectation expected) {
        var object = site.find(namespace, OddSite.apiVersion(expected.kind()), expected.kind(), expected.name())
                .orElseThrow(() -> new AssertionError("There is no " + expected));
        var ready = OddSite.ready(object).orElseThrow(() -> new AssertionError(expected + " is told nothing"));
        var message = String.valueOf(ready.get("message"));
        assertThat(ready).as("condition of %s %s", expected.kind(), expected.name()).containsEntry("reason", expected.reason());
        assertThat(message).contains(expected.parts()).doesNotContain(".;", "null", "Exception");
        if (expected.kind().equals("IPClaim")) {
            var failed = !List.of("Ready", "PoolNotFound").contains(expected.reason());
            assertThat(object.<String>get("status", "errorMessage")).isEqualTo(failed ? message : null);
        }
        assertThat(events(namespace, OddSite.apiVersion(expected.kind()), expected)).as("Events of %s", expected).isNotEmpty();
    }

    private void checkCalm(TestNamespace namespace, OddCase.Expectation expected, int times) {
        var apiVersion = OddSite.apiVersion(expected.kind());
        var path = "/apis/" + apiVersion + "/namespaces/" + namespace.name() + "/" + OddSite.plural(expected.kind()) + "/"
                + expected.name() + "/status";
        if (!expected.kind().equals("IPPool")) {
            // A pool counts who comes, too.
            assertThat(site.manager().sent("PATCH", path)).as("writes of the status of %s", expected).isBetween(1, times);
        }
        assertThat(events(namespace, apiVersion, expected)).as("Events of %s", expected).hasSizeBetween(1, times).doesNotHaveDuplicates();
    }

    private List<String> events(TestNamespace namespace, String apiVersion, OddCase.Expectation expected) {
        var object = site.find(namespace, apiVersion, expected.kind(), expected.name()).orElseThrow();
        return site.admin().v1().events().inNamespace(namespace.name()).list().getItems().stream()
                .filter(event -> object.getMetadata().getUid().equals(event.getInvolvedObject().getUid()))
                .map(event -> event.getReason() + ": " + event.getMessage())
                .toList();
    }
}
