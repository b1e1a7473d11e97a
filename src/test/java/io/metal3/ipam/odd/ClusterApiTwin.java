package io.metal3.ipam.odd;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.metal3.ipam.api.v1alpha1.MetadataKeys;
import io.metal3.ipam.odd.OddCase.Expectation;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A case as it is for Cluster API's kind of claim: what goes for an IPClaim goes for an IPAddressClaim in its place. */
final class ClusterApiTwin {

    private static final String THEIRS = "IPClaim";
    private static final String OURS = "IPAddressClaim";

    private ClusterApiTwin() {}

    /** Whether the object is a claim that has a twin. */
    static boolean has(GenericKubernetesResource object) {
        return object.getKind().equals(THEIRS);
    }

    /** The twin of a case, of its objects read once more. */
    static OddCase of(OddCase metal3, List<GenericKubernetesResource> objects) {
        objects.stream().filter(ClusterApiTwin::has).forEach(ClusterApiTwin::turn);
        return new OddCase(
                metal3.name() + " (Cluster API)",
                metal3.olderThanTheRules(),
                metal3.expectations().stream()
                        .map(e -> new Expectation(e.kind().equals(THEIRS) ? OURS : e.kind(), e.name(), e.reason(), e.parts()))
                        .toList(),
                objects);
    }

    private static void turn(GenericKubernetesResource claim) {
        var pool = Objects.requireNonNull(claim.<String>get("spec", "pool", "name"), "a pool name in " + claim);
        claim.setApiVersion(OddSite.apiVersion(OURS));
        claim.setKind(OURS);
        claim.setAdditionalProperty(
                "spec", Map.of("poolRef", Map.of("apiGroup", MetadataKeys.GROUP, "kind", "IPPool", "name", pool)));
        claim.getMetadata()
                .setFinalizers(claim.getFinalizers().stream()
                        .map(f -> f.equals(MetadataKeys.CLAIM_FINALIZER) ? MetadataKeys.CAPI_CLAIM_FINALIZER : f)
                        .toList());
    }
}
