package io.metal3.ipam.api.v1alpha1;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/** The Java types against the custom resource definitions: nothing more, nothing less, nothing lost. */
class ModelTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ObjectMapper mapper = new ObjectMapper();
    private final KubernetesSerialization serialization = new KubernetesSerialization(mapper, true);

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void hasEachFieldOfTheSchemaAndNoOther(String plural, Class<?> type) {
        var schema = Crds.schema(plural);
        var java = mapper.constructType(type);
        var properties = properties(java);

        schema.getProperties().forEach((name, part) -> {
            if (name.equals("spec") || name.equals("status")) {
                assertMatches(name, part, requireNonNull(properties.get(name), name));
            }
        });
        assertThat(!requireNonNull(properties.get("status")).hasRawClass(Void.class))
                .isEqualTo(schema.getProperties().containsKey("status"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void readsAndWritesAnObjectWithEveryFieldWithoutLoss(String plural, Class<?> type) {
        var object = full(plural, type);

        var again = mapper.valueToTree(serialization.unmarshal(object.toString(), type));

        assertThat(again).isEqualTo(object);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void writesEqualObjectsEqually(String plural, Class<?> type) {
        var object = full(plural, type).toString();

        var one = serialization.unmarshal(object, type);

        assertThat(one).isEqualTo(serialization.unmarshal(object, type));
        assertThat(serialization.asJson(one)).isEqualTo(serialization.asJson(serialization.clone(one)));
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of("ippools", IPPool.class),
                Arguments.of("ipclaims", IPClaim.class),
                Arguments.of("ipaddresses", IPAddress.class));
    }

    private void assertMatches(String path, JSONSchemaProps schema, JavaType type) {
        switch (schema.getType()) {
            case "string" -> assertThat(type.getRawClass()).as(path).isEqualTo(String.class);
            case "boolean" -> assertThat(type.getRawClass()).as(path).isEqualTo(Boolean.class);
            case "integer" -> assertThat(type.getRawClass())
                    .as(path)
                    .isEqualTo("int64".equals(schema.getFormat()) ? Long.class : Integer.class);
            case "array" -> {
                assertThat(type.getRawClass()).as(path).isEqualTo(List.class);
                assertMatches(path + "[]", schema.getItems().getSchema(), type.getContentType());
            }
            case "object" -> assertMatchesObject(path, schema, type);
            default -> throw new AssertionError(path + " is of type " + schema.getType());
        }
    }

    private void assertMatchesObject(String path, JSONSchemaProps schema, JavaType type) {
        if (schema.getAdditionalProperties() != null) {
            assertThat(type.getRawClass()).as(path).isEqualTo(Map.class);
            assertThat(type.getKeyType().getRawClass()).as(path).isEqualTo(String.class);
            assertMatches(path + "{}", schema.getAdditionalProperties().getSchema(), type.getContentType());
        } else {
            var properties = properties(type);
            assertThat(properties.keySet()).as(path).isEqualTo(schema.getProperties().keySet());
            schema.getProperties()
                    .forEach((name, part) ->
                            assertMatches(path + "." + name, part, requireNonNull(properties.get(name), name)));
        }
    }

    /** As Jackson sees them, without the bag that fabric8's own classes keep unknown fields in. */
    private Map<String, JavaType> properties(JavaType type) {
        var properties = new TreeMap<String, JavaType>();
        for (var property : mapper.getSerializationConfig().introspect(type).findProperties()) {
            if (!property.getName().equals("additionalProperties")) {
                properties.put(property.getName(), property.getPrimaryType());
            }
        }
        return properties;
    }

    private ObjectNode full(String plural, Class<?> type) {
        var schema = Crds.schema(plural);
        var object = JSON.objectNode();
        object.put("apiVersion", MetadataKeys.API_VERSION);
        object.put("kind", type.getSimpleName());
        object.putObject("metadata").put("name", "full").put("namespace", "default");
        schema.getProperties().forEach((name, part) -> {
            if (name.equals("spec") || name.equals("status")) {
                object.set(name, sample(name, part));
            }
        });
        return object;
    }

    private static JsonNode sample(String name, JSONSchemaProps schema) {
        return switch (schema.getType()) {
            case "string" -> JSON.textNode(text(name, schema));
            case "boolean" -> JSON.booleanNode(true);
            case "integer" -> "int64".equals(schema.getFormat()) ? JSON.numberNode(Long.MAX_VALUE) : JSON.numberNode(64);
            case "array" -> JSON.arrayNode()
                    .add(sample(name + "-1", schema.getItems().getSchema()))
                    .add(sample(name + "-2", schema.getItems().getSchema()));
            case "object" -> object(name, schema);
            default -> throw new AssertionError(name + " is of type " + schema.getType());
        };
    }

    private static JsonNode object(String name, JSONSchemaProps schema) {
        var object = JSON.objectNode();
        if (schema.getAdditionalProperties() != null) {
            // Not in alphabetical order, to see that the order is kept.
            object.set("z", sample(name + "-z", schema.getAdditionalProperties().getSchema()));
            object.set("a", sample(name + "-a", schema.getAdditionalProperties().getSchema()));
        }
        schema.getProperties().forEach((part, of) -> object.set(part, sample(part, of)));
        return object;
    }

    private static String text(String name, JSONSchemaProps schema) {
        if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
            return schema.getEnum().get(0).asText();
        }
        return "date-time".equals(schema.getFormat()) ? "2026-01-02T03:04:05Z" : "a " + name;
    }
}
