package io.metal3.ipam.odd;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Objects that are too large to be written down, and go in untyped. */
final class Untyped {

    private Untyped() {}

    /** A claim named {@code a} on the pool named {@code pool}. */
    static GenericKubernetesResource claim(String kind, Map<String, String> labels, Map<String, String> annotations) {
        var claim = new GenericKubernetesResource();
        claim.setApiVersion(OddSite.apiVersion(kind));
        claim.setKind(kind);
        claim.setMetadata(new ObjectMetaBuilder()
                .withName("a")
                .withLabels(labels)
                .withAnnotations(annotations)
                .build());
        claim.setAdditionalProperty(
                "spec",
                kind.equals("IPClaim")
                        ? Map.of("pool", Map.of("name", "pool"))
                        : Map.of("poolRef", Map.of("apiGroup", "ipam.metal3.io", "kind", "IPPool", "name", "pool")));
        return claim;
    }

    /** A pool named {@code pool}, whose spec may be added to. */
    static GenericKubernetesResource pool(List<Map<String, String>> ranges) {
        var pool = new GenericKubernetesResource();
        pool.setApiVersion(OddSite.apiVersion("IPPool"));
        pool.setKind("IPPool");
        pool.setMetadata(new ObjectMetaBuilder().withName("pool").build());
        pool.setAdditionalProperty("spec", new LinkedHashMap<>(Map.of("namePrefix", "pool", "pools", ranges)));
        return pool;
    }
}
