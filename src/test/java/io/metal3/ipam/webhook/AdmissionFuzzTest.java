package io.metal3.ipam.webhook;

import io.metal3.ipam.address.IPAddressAdmission;
import io.metal3.ipam.allocator.Allocator;
import io.metal3.ipam.pool.IPPoolAdmission;
import io.metal3.ipam.pool.Pools;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever is sent, over real TLS and to the real checks: an answer comes, in time, and it is never the server's fault. */
class AdmissionFuzzTest {

    private static final List<String> PATHS = List.of(
            "/validate-ipam-metal3-io-v1alpha1-ippool",
            "/mutate-ipam-metal3-io-v1alpha1-ippool",
            "/validate-ipam-metal3-io-v1alpha1-ipaddress");

    private static @Nullable AdmissionServer server;
    private static @Nullable HttpClient client;

    @BeforeContainer
    static void start() throws Exception {
        var scratch = Files.createTempDirectory("admission-fuzz");
        var folder = Files.createDirectory(scratch.resolve("certs"));
        var pair = Certificates.make(scratch, "fuzz");
        Certificates.mount(folder, pair);
        var allocator = new Allocator(new Random(1));
        var handler = new AdmissionHandler(List.of(
                new IPPoolAdmission(allocator, new Pools(allocator, key -> {}), o -> true),
                new IPAddressAdmission(allocator, o -> true)));
        server = AdmissionServer.startIfCertified(handler, AdmissionServer.Options.of(0, folder)).orElseThrow();
        client = HttpClient.newBuilder().sslContext(AdmissionServerTest.trusting(pair)).build();
    }

    @AfterContainer
    static void stop() {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Property(tries = 200)
    void anyBytes(@ForAll @Size(max = 2000) byte[] body, @ForAll @IntRange(max = 2) int path) throws Exception {
        send(path, body);
    }

    @Property(tries = 200)
    void anyCutOfAReview(@ForAll @IntRange(max = 400) int end, @ForAll @IntRange(max = 2) int path) throws Exception {
        var whole = Reviews.create(Reviews.pool("10.0.0.1", "10.0.0.9")).getBytes(StandardCharsets.UTF_8);
        send(path, Arrays.copyOf(whole, Math.min(end, whole.length)));
    }

    @Property(tries = 300)
    void anyBytesInTheMiddleOfAReview(
            @ForAll @IntRange(max = 400) int from, @ForAll @Size(max = 20) byte[] other, @ForAll @IntRange(max = 2) int path)
            throws Exception {
        var body = Reviews.create(Reviews.pool("10.0.0.1", "10.0.0.9")).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < other.length && from + i < body.length; i++) {
            body[from + i] = other[i];
        }
        send(path, body);
    }

    @Property(tries = 300)
    void anyValueInAnyPlace(@ForAll long seed, @ForAll @IntRange(max = 2) int path) throws Exception {
        var random = new Random(seed);
        var metadata = Map.of("name", any(random, 2), "namespace", any(random, 2), "finalizers", any(random, 2));
        var spec = Map.of(
                "namePrefix", any(random, 2), "pools", any(random, 4), "preAllocations", any(random, 3),
                "prefix", any(random, 1), "gateway", any(random, 1), "address", any(random, 1), "claim", any(random, 3));
        var object = Map.of("metadata", random.nextInt(4) == 0 ? any(random, 2) : metadata, "spec", random.nextInt(4) == 0 ? any(random, 3) : spec);
        send(path, Reviews.update(random.nextBoolean() ? object : any(random, 3), object).getBytes(StandardCharsets.UTF_8));
        send(path, Reviews.create(object).getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 20)
    void anyDepth(@ForAll @IntRange(min = 1, max = 1_000_000) int depth, @ForAll @IntRange(max = 2) int path) throws Exception {
        send(path, ("[".repeat(depth) + "]".repeat(depth)).getBytes(StandardCharsets.UTF_8));
        var object = "{\"a\":".repeat(depth / 5) + "1" + "}".repeat(depth / 5);
        var review = "{\"kind\": \"AdmissionReview\", \"apiVersion\": \"admission.k8s.io/v1\", \"request\": {\"uid\": \"1\","
                + " \"operation\": \"CREATE\", \"object\": {\"metadata\": " + object + ", \"spec\": " + object + "}}}";
        send(path, review.getBytes(StandardCharsets.UTF_8));
    }

    @Property(tries = 10)
    void anyLength(@ForAll @IntRange(min = 1, max = 4_000_000) int length, @ForAll @IntRange(max = 2) int path) throws Exception {
        send(path, Reviews.create(Reviews.pool("1".repeat(length / 2), "f:".repeat(length / 8))).getBytes(StandardCharsets.UTF_8));
        send(path, Reviews.create(Map.of("metadata", Map.of("name", "x".repeat(length)))).getBytes(StandardCharsets.UTF_8));
        send(path, "9".repeat(length).getBytes(StandardCharsets.UTF_8));
    }

    /** As large as a review may be, and every range and promise to be looked at. */
    @Property(tries = 1)
    void asManyRangesAsFit() throws Exception {
        var ranges = new ArrayList<Map<String, Object>>();
        for (int i = 0; i < 20_000; i++) {
            ranges.add(Map.of("start", "10." + i / 200 + "." + i % 200 + ".1", "end", "10." + i / 200 + "." + i % 200 + ".9"));
        }
        var promised = new HashMap<String, Object>();
        for (int i = 0; i < 50_000; i++) {
            promised.put("claim-" + i, "10.200." + i / 250 + "." + i % 250);
        }
        var pool = Map.of(
                "metadata", Map.of("name", "pool", "namespace", "ns"),
                "spec", Map.of("namePrefix", "p", "pools", ranges, "preAllocations", promised));
        var body = Reviews.create(pool).getBytes(StandardCharsets.UTF_8);
        assertThat(body.length).isLessThan(Exchange.MAX_BODY).isGreaterThan(Exchange.MAX_BODY / 2);
        send(0, body);
    }

    private static Object any(Random random, int depth) {
        var texts = List.of("", "10.0.0.1", "10.0.0.0/8", "fd00::1", "::/0", "ÿ\u0000\ud800", "x".repeat(300), "-1", "null");
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextBoolean();
            case 2 -> random.nextDouble() * 1e300;
            case 3, 4 -> texts.get(random.nextInt(texts.size()));
            case 5 -> List.of(any(random, depth - 1), any(random, depth - 1));
            case 6 ->
                List.of(Map.of(
                        "start", any(random, 0), "end", any(random, 0), "subnet", any(random, 0), "prefix", any(random, 0)));
            default -> Map.of("name", any(random, depth - 1), "a", any(random, depth - 1));
        };
    }

    private static void send(int path, byte[] body) throws Exception {
        var running = Objects.requireNonNull(server);
        var request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + running.port() + PATHS.get(path)))
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        var answer = Objects.requireNonNull(client).send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isIn(200, 400, 413);
        if (answer.statusCode() == 200) {
            var response = Reviews.read(answer.body()).path("response");
            assertThat(response.path("allowed").isBoolean()).isTrue();
            // A fault of ours would be let in with these words.
            assertThat(response.path("warnings").toString()).doesNotContain("not checked, since");
        } else {
            assertThat(answer.body()).endsWith(".\n");
        }
    }
}
