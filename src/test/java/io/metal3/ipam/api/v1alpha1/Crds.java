package io.metal3.ipam.api.v1alpha1;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files in {@code crds/}, and what they say, one fact a line. */
final class Crds {

    static final List<String> PLURALS = List.of("ippools", "ipclaims", "ipaddresses");

    private static final String ADDRESS = "^([0-9.]+|[0-9a-fA-F:]+)$";
    private static final String SUBNET = "^([0-9.]+|[0-9a-fA-F:]+)/[0-9]+$";

    private Crds() {}

    static CustomResourceDefinition read(String plural) {
        try {
            return new KubernetesSerialization()
                    .unmarshal(
                            Files.readString(Path.of("crds", "ipam.metal3.io_" + plural + ".yaml")),
                            CustomResourceDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JSONSchemaProps schema(String plural) {
        return read(plural).getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema();
    }

    static List<String> facts(String plural) {
        var crd = read(plural);
        var facts = new ArrayList<String>();
        var names = crd.getSpec().getNames();
        facts.add("name kind=" + names.getKind());
        facts.add("name listKind=" + names.getListKind());
        facts.add("name singular=" + names.getSingular());
        facts.add("name scope=" + crd.getSpec().getScope());
        names.getShortNames().forEach(name -> facts.add("name shortName=" + name));
        names.getCategories().forEach(category -> facts.add("name category=" + category));
        crd.getMetadata().getLabels().forEach((key, value) -> facts.add("label " + key + "=" + value));
        crd.getSpec().getVersions().forEach(version -> addVersion(facts, version));
        return facts.stream().map(fact -> plural + " " + fact).toList();
    }

    private static void addVersion(List<String> facts, CustomResourceDefinitionVersion version) {
        facts.add("version " + version.getName() + " served=" + version.getServed() + " storage=" + version.getStorage());
        if (version.getSubresources() != null && version.getSubresources().getStatus() != null) {
            facts.add("subresource status");
        }
        version.getAdditionalPrinterColumns()
                .forEach(column -> facts.add("column " + column.getName() + " " + column.getType() + " " + column.getJsonPath()));
        version.getSelectableFields().forEach(field -> facts.add("selectable " + field.getJsonPath()));
        addProperties(facts, "", version.getSchema().getOpenAPIV3Schema());
    }

    private static void addProperties(List<String> facts, String prefix, JSONSchemaProps object) {
        for (Map.Entry<String, JSONSchemaProps> property : object.getProperties().entrySet()) {
            var path = prefix + property.getKey();
            addSchema(facts, path, property.getValue());
            if (object.getRequired().contains(property.getKey())) {
                facts.add(path + " required");
            }
        }
    }

    private static void addSchema(List<String> facts, String path, JSONSchemaProps schema) {
        facts.add(path + " type=" + schema.getType());
        add(facts, path, "default", schema.getDefault() == null ? null : schema.getDefault().asText());
        add(facts, path, "format", schema.getFormat());
        add(facts, path, "maximum", integer(schema.getMaximum()));
        add(facts, path, "minimum", integer(schema.getMinimum()));
        add(facts, path, "minLength", schema.getMinLength());
        add(facts, path, "maxLength", schema.getMaxLength());
        add(facts, path, "maxItems", schema.getMaxItems());
        add(facts, path, "maxProperties", schema.getMaxProperties());
        add(facts, path, "map-type", schema.getXKubernetesMapType());
        if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
            facts.add(path + " enum=" + String.join("|", schema.getEnum().stream().map(value -> value.asText()).toList()));
        }
        addPattern(facts, path, schema);
        addProperties(facts, path + ".", schema);
        if (schema.getItems() != null) {
            addSchema(facts, path + "[]", schema.getItems().getSchema());
        }
        if (schema.getAdditionalProperties() != null) {
            addSchema(facts, path + "{}", schema.getAdditionalProperties().getSchema());
        }
    }

    /** Our patterns name the characters; only together with the rule do they mean what the Go manager's mean. */
    private static void addPattern(List<String> facts, String path, JSONSchemaProps schema) {
        var rules = schema.getXKubernetesValidations().stream().map(rule -> rule.getRule()).toList();
        if (ADDRESS.equals(schema.getPattern())) {
            facts.add(path + (rules.contains("isIP(self)") ? " is=address" : " is=like-an-address"));
        } else if (SUBNET.equals(schema.getPattern()) && rules.contains("isCIDR(self)")) {
            facts.add(path + " is=subnet");
        } else if (schema.getPattern() != null) {
            facts.add(path + " pattern=" + schema.getPattern());
        }
    }

    private static void add(List<String> facts, String path, String name, @Nullable Object value) {
        if (value != null) {
            facts.add(path + " " + name + "=" + value);
        }
    }

    private static @Nullable Long integer(@Nullable Double value) {
        return value == null ? null : Long.valueOf(value.longValue());
    }
}
