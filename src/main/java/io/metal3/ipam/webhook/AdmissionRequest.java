package io.metal3.ipam.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.stream.Collectors;

/**
 * The request of a review, read as far as it is asked. It stays a tree until then, because half of what comes in is never looked at,
 * and because one odd field must not make the rest unreadable.
 */
record AdmissionRequest(ObjectMapper mapper, JsonNode tree) {

    String operation() {
        return tree.path("operation").asText();
    }

    String namespace() {
        return tree.path("namespace").asText();
    }

    String name() {
        return tree.path("name").asText();
    }

    String what() {
        return namespace() + "/" + name();
    }

    boolean isDryRun() {
        return tree.path("dryRun").asBoolean();
    }

    /** Not a part of it that has its own path, such as its status. */
    boolean isWholeObject() {
        return tree.path("subResource").asText().isEmpty();
    }

    <T extends HasMetadata> T object(String field, Class<T> type) throws UnreadableException {
        var node = tree.path(field);
        if (!node.isObject() || !node.path("metadata").isObject()) {
            throw new UnreadableException(new FieldError("request." + field, "is no object with metadata"));
        }
        try {
            var object = mapper.treeToValue(node, type);
            var meta = object.getMetadata();
            if (meta.getNamespace() == null) {
                meta.setNamespace(namespace());
            }
            if (meta.getName() == null) {
                meta.setName(name());
            }
            return object;
        } catch (JsonMappingException e) {
            throw new UnreadableException(new FieldError(path(e), String.valueOf(e.getOriginalMessage())));
        } catch (JsonProcessingException e) {
            throw new UnreadableException(new FieldError("request." + field, String.valueOf(e.getOriginalMessage())));
        }
    }

    /** {@code spec.pools[1].end} */
    private static String path(JsonMappingException failure) {
        return failure.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                .collect(Collectors.joining())
                .replaceFirst("^\\.", "");
    }
}
