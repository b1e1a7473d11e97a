package io.metal3.ipam.api.v1alpha1;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Copies that nobody can change; absent reads as empty. */
final class Copies {

    private Copies() {}

    static <T> List<T> of(@Nullable List<T> list) {
        if (list == null) {
            return List.of();
        }
        return list.stream().anyMatch(Objects::isNull)
                ? list.stream().filter(Objects::nonNull).toList()
                : List.copyOf(list);
    }

    /** Keeps the order, so that what is written back reads as it was. */
    static <V> Map<String, V> of(@Nullable Map<String, V> map) {
        return map == null || map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
