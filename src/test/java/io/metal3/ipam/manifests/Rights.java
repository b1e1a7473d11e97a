package io.metal3.ipam.manifests;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What may be done, one {@code verb resource.group} a line. */
final class Rights {

    private Rights() {}

    /** What a Role or ClusterRole grants. */
    static SortedSet<String> of(GenericKubernetesResource role) {
        var rights = new TreeSet<String>();
        for (Map<String, List<String>> rule : role.<List<Map<String, List<String>>>>get("rules")) {
            for (var group : rule.getOrDefault("apiGroups", List.of())) {
                for (var resource : rule.getOrDefault("resources", List.of())) {
                    rule.getOrDefault("verbs", List.of()).forEach(verb -> rights.add(named(verb, resource, group)));
                }
            }
        }
        return rights;
    }

    static String named(String verb, String resource, String group) {
        return verb + " " + resource + (group.isEmpty() ? "" : "." + group);
    }
}
