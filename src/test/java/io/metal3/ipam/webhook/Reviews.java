package io.metal3.ipam.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reviews as the API server writes them. */
final class Reviews {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private Reviews() {}

    static String create(Object object) {
        return review("CREATE", null, object);
    }

    static String update(Object before, Object now) {
        return review("UPDATE", before, now);
    }

    static String review(String operation, @Nullable Object before, @Nullable Object now) {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("uid", "0b4c8f8c");
        request.put("operation", operation);
        request.put("namespace", "ns");
        request.put("name", "pool");
        if (now != null) {
            request.put("object", now);
        }
        if (before != null) {
            request.put("oldObject", before);
        }
        return json(Map.of("apiVersion", "admission.k8s.io/v1", "kind", "AdmissionReview", "request", request));
    }

    static Map<String, Object> pool(String start, String end) {
        return Map.of(
                "apiVersion", "ipam.metal3.io/v1alpha1",
                "kind", "IPPool",
                "metadata", Map.of("name", "pool", "namespace", "ns"),
                "spec", Map.of("namePrefix", "p", "pools", List.of(Map.of("start", start, "end", end))));
    }

    static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String json(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
