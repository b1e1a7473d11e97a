package io.metal3.ipam.controlplane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** How kubectl learns which kinds there are: the few built-in ones it may ask the mock server for, and all that were defined. */
final class InJvmDiscovery {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final String OPEN_API = "/openapi/v3/apis/";

    private static final List<String> VERBS = List.of("create", "delete", "get", "list", "patch", "update");

    /** By group and version: resource name to kind; kinds that have no namespace begin with a dash. */
    private static final Map<String, Map<String, String>> BUILT_IN = Map.of(
            "/api/v1", Map.of("events", "Event", "namespaces", "-Namespace"),
            "/apis/apiextensions.k8s.io/v1", Map.of("customresourcedefinitions", "-CustomResourceDefinition"));

    private InJvmDiscovery() {}

    /**
     * The answer to a request for discovery; empty to any other.
     *
     * @param definitions the CustomResourceDefinitions that there are
     */
    static Optional<String> answer(String path, JsonNode definitions) {
        return switch (path) {
            case "/version" -> Optional.of("{\"major\": \"0\", \"minor\": \"0\", \"gitVersion\": \"v0.0.0-mock\"}");
            case "/api" -> Optional.of("{\"kind\": \"APIVersions\", \"versions\": [\"v1\"]}");
            case "/apis" -> Optional.of(groups(definitions).toString());
            case "/openapi/v3" -> Optional.of(openApi(definitions).toString());
            default -> (path.startsWith(OPEN_API) ? openApi(path, definitions) : resources(path, definitions)).map(ObjectNode::toString);
        };
    }

    private static SortedSet<String> groupVersions(JsonNode definitions) {
        var result = new TreeSet<String>();
        definitions.forEach(definition -> definition.at("/spec/versions").forEach(version -> result.add(
                definition.at("/spec/group").asText() + "/" + version.path("name").asText())));
        return result;
    }

    /** kubectl creates and changes only what it finds here. */
    private static ObjectNode openApi(JsonNode definitions) {
        var result = JSON.objectNode();
        var paths = result.putObject("paths");
        groupVersions(definitions).forEach(groupVersion ->
                paths.putObject("apis/" + groupVersion).put("serverRelativeURL", OPEN_API + groupVersion));
        return result;
    }

    /** No schema, only that every kind can be patched with the field validation that kubectl asks for, which nobody does here. */
    private static Optional<ObjectNode> openApi(String path, JsonNode definitions) {
        var groupVersion = path.substring(OPEN_API.length());
        return resources("/apis/" + groupVersion, definitions).map(list -> {
            var result = JSON.objectNode().put("openapi", "3.0.0");
            result.putObject("info").put("title", groupVersion).put("version", "0");
            var paths = result.putObject("paths");
            list.path("resources").forEach(resource -> {
                var patch = paths.putObject(path + "/" + resource.path("name").asText() + "/{name}").putObject("patch");
                patch.putObject("x-kubernetes-group-version-kind")
                        .put("group", groupVersion.replaceFirst("/.*$", ""))
                        .put("version", groupVersion.replaceFirst("^.*/", ""))
                        .put("kind", resource.path("kind").asText());
                patch.putArray("parameters").addObject().put("name", "fieldValidation").put("in", "query");
            });
            return result;
        });
    }

    private static ObjectNode groups(JsonNode definitions) {
        var groupVersions = groupVersions(definitions);
        groupVersions.add("apiextensions.k8s.io/v1");
        var result = JSON.objectNode().put("kind", "APIGroupList").put("apiVersion", "v1");
        var groups = result.putArray("groups");
        for (var groupVersion : groupVersions) {
            var slash = groupVersion.indexOf('/');
            var version = JSON.objectNode().put("groupVersion", groupVersion).put("version", groupVersion.substring(slash + 1));
            groups.addObject()
                    .put("name", groupVersion.substring(0, slash))
                    .<ObjectNode>set("versions", JSON.arrayNode().add(version))
                    .set("preferredVersion", version.deepCopy());
        }
        return result;
    }

    private static Optional<ObjectNode> resources(String path, JsonNode definitions) {
        var resources = JSON.arrayNode();
        BUILT_IN.getOrDefault(path, Map.of()).forEach((name, kind) -> resources.addObject()
                .put("name", name)
                .put("singularName", "")
                .put("namespaced", !kind.startsWith("-"))
                .put("kind", kind.replace("-", ""))
                .set("verbs", verbs()));
        for (var definition : definitions) {
            for (var version : definition.at("/spec/versions")) {
                if (path.equals("/apis/" + definition.at("/spec/group").asText() + "/" + version.path("name").asText())) {
                    resources.add(resource(definition.path("spec")));
                }
            }
        }
        return resources.isEmpty()
                ? Optional.empty()
                : Optional.of(JSON.objectNode()
                        .put("kind", "APIResourceList")
                        .put("apiVersion", "v1")
                        .put("groupVersion", path.replaceFirst("^/apis?/", ""))
                        .set("resources", resources));
    }

    private static ObjectNode resource(JsonNode spec) {
        var names = spec.path("names");
        var result = JSON.objectNode()
                .put("name", names.path("plural").asText())
                .put("singularName", names.path("singular").asText())
                .put("namespaced", spec.path("scope").asText().equals("Namespaced"))
                .put("kind", names.path("kind").asText());
        result.set("verbs", verbs());
        result.set("shortNames", names.path("shortNames").deepCopy());
        result.set("categories", names.path("categories").deepCopy());
        return result;
    }

    private static ArrayNode verbs() {
        var verbs = JSON.arrayNode();
        VERBS.forEach(verbs::add);
        return verbs;
    }
}
