package io.metal3.ipam.kube;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The text of a JSON patch (RFC 6902), which says what it takes for granted before it changes anything: with a {@code test} on
 * the uid it can never hit another object of the same name.
 */
public final class JsonPatch {

    private final List<Map<String, Object>> operations = new ArrayList<>();

    private JsonPatch() {}

    /** A patch for the object with this uid only. */
    public static JsonPatch of(String uid) {
        return new JsonPatch().test("/metadata/uid", uid);
    }

    /** A patch for an object that is not stored yet, and so has no uid. */
    public static JsonPatch ofNew() {
        return new JsonPatch();
    }

    public JsonPatch test(String path, Object value) {
        return add("test", path, value);
    }

    /** Sets the field, whether it is there or not. */
    public JsonPatch set(String path, Object value) {
        return add("add", path, value);
    }

    public JsonPatch remove(String path) {
        operations.add(Map.of("op", "remove", "path", path));
        return this;
    }

    public String text(KubernetesSerialization json) {
        return json.asJson(operations);
    }

    private JsonPatch add(String operation, String path, Object value) {
        var entry = new LinkedHashMap<String, Object>();
        entry.put("op", operation);
        entry.put("path", path);
        entry.put("value", value);
        operations.add(entry);
        return this;
    }
}
