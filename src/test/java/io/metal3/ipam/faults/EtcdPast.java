package io.metal3.ipam.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * Asks etcd for what it held at a revision, which it remembers until the API server has it compacted, five minutes later or more. A
 * resource version of the API server is a revision of its etcd, and a custom resource is kept there as JSON.
 */
final class EtcdPast implements Past {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI range;
    private final String namespace;
    private final Reader reader;

    EtcdPast(URI etcd, String namespace, Reader reader) {
        this.range = etcd.resolve("/v3/kv/range");
        this.namespace = namespace;
        this.reader = reader;
    }

    @Override
    public Optional<Seen> at(long revision, Feed feed, String name) {
        var answer = ask(Map.of("key", encoded(key(feed, name)), "revision", revision));
        if (!answer.has("header")) {
            throw new IllegalStateException("etcd does not tell what there was at " + revision + ": " + answer);
        }
        return Optional.ofNullable(answer.at("/kvs/0/value").textValue())
                .map(value -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8))
                .map(value -> reader.read(Serialization.unmarshal(value, feed.type())));
    }

    private String key(Feed feed, String name) {
        return String.join(
                "/", "/registry", HasMetadata.getGroup(feed.type()), HasMetadata.getPlural(feed.type()), namespace, name);
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** By a connection of its own: servers are stopped and started in between. */
    private JsonNode ask(Map<String, Object> question) {
        try (var client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            var request = HttpRequest.newBuilder(range)
                    .timeout(TIMEOUT)
                    .POST(BodyPublishers.ofString(JSON.writeValueAsString(question)))
                    .build();
            return JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
