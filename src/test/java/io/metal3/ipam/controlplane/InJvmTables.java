package io.metal3.ipam.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What {@code kubectl get} prints: an API server makes the table, from the printer columns of a CustomResourceDefinition. */
final class InJvmTables {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** One step of a path: a field, whose dots are escaped, or a choice of list entries by type. */
    private static final Pattern STEP =
            Pattern.compile("\\.((?:[^.\\[\\\\]|\\\\.)+)|\\[\\?\\(@\\.type==\"(\\w+)\"\\)\\]");

    private static final Pattern PLURAL = Pattern.compile("/apis/([^/]+)/([^/]+)(?:/namespaces/[^/]+)?/([^/]+)(?:/[^/]+)?");

    private InJvmTables() {}

    /** The object or list at this path as a table; empty when its kind is none of the defined ones. */
    static Optional<String> table(String path, JsonNode definitions, JsonNode content) {
        var matcher = PLURAL.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        for (var definition : definitions) {
            if (definition.at("/spec/group").asText().equals(matcher.group(1))
                    && definition.at("/spec/names/plural").asText().equals(matcher.group(3))) {
                for (var version : definition.at("/spec/versions")) {
                    if (version.path("name").asText().equals(matcher.group(2))) {
                        return Optional.of(table(version.path("additionalPrinterColumns"), content).toString());
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static ObjectNode table(JsonNode columns, JsonNode content) {
        var result = JSON.objectNode().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        result.putObject("metadata").put("resourceVersion", content.at("/metadata/resourceVersion").asText());
        var definitions = result.putArray("columnDefinitions");
        definitions.addObject().put("name", "Name").put("type", "string").put("format", "name").put("description", "").put("priority", 0);
        columns.forEach(column -> definitions.addObject()
                .put("name", column.path("name").asText())
                .put("type", column.path("type").asText())
                .put("format", "")
                .put("description", column.path("description").asText())
                .put("priority", column.path("priority").asInt()));
        var rows = result.putArray("rows");
        var objects = content.has("items") ? content.path("items") : JSON.arrayNode().add(content);
        for (var object : objects) {
            var row = rows.addObject();
            var cells = row.putArray("cells").add(object.at("/metadata/name").asText());
            columns.forEach(column -> cells.add(cell(column, object)));
            row.putObject("object")
                    .put("kind", "PartialObjectMetadata")
                    .put("apiVersion", "meta.k8s.io/v1")
                    .set("metadata", object.path("metadata").deepCopy());
        }
        return result;
    }

    private static JsonNode cell(JsonNode column, JsonNode object) {
        var value = find(object, column.path("jsonPath").asText());
        if (value.isMissingNode()) {
            return JSON.nullNode();
        }
        return column.path("type").asText().equals("date") ? JSON.textNode(age(value.asText())) : value;
    }

    private static JsonNode find(JsonNode object, String path) {
        var node = object;
        var steps = STEP.matcher(path);
        while (steps.find()) {
            node = steps.group(1) != null ? node.path(steps.group(1).replace("\\", "")) : ofType(node, steps.group(2));
        }
        return node;
    }

    private static JsonNode ofType(JsonNode list, String type) {
        for (var entry : list) {
            if (entry.path("type").asText().equals(type)) {
                return entry;
            }
        }
        return JSON.missingNode();
    }

    private static String age(String since) {
        var age = Duration.between(Instant.parse(since), Instant.now());
        return List.of(age.toDays() + "d", age.toHours() + "h", age.toMinutes() + "m", Math.max(0, age.toSeconds()) + "s").stream()
                .filter(text -> !text.startsWith("0"))
                .findFirst()
                .orElse("0s");
    }
}
